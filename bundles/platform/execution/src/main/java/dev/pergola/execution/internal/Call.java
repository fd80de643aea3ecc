package dev.pergola.execution.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.Refusal;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.RunningCall;
import dev.pergola.execution.TierPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One call: made on a worker, awaited by its caller, ended once, by whoever comes first: the worker with an answer, the
 * deadline, or somebody who cancels. Where it is ended while the worker is still inside of the plugin, the worker is
 * interrupted and lingers until the plugin lets go of it.
 */
final class Call<T> {
    /** Calls that take no longer than this are waited for without sleeping. */
    private static final long SHORT_NANOS = 15_000;

    private final String id;
    private final Order<T> order;
    private final Calls calls;
    private final Instant startedAt;
    private final long began;
    private final Meter meter;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<CallContext> contexts = new ArrayList<>(1);

    // Set before the call is handed to a worker.
    private @Nullable ExtensionEntry entry;
    private @Nullable Participant main;
    private List<Participant> companions = List.of();
    private List<Hosted> visited = List.of();
    private @Nullable Way way;
    private long deadline;
    private @Nullable BiConsumer<Call<T>, Result<T>> whenDone;
    private volatile @Nullable Future<?> timer;

    private volatile @Nullable Result<T> result;
    private volatile @Nullable Thread waiter;
    private volatile @Nullable Worker worker;
    private volatile @Nullable Participant inside;
    /** Why it failed, where what it ran in ended and others failed with it. Of the worker's thread. */
    private @Nullable Throwable sharedReason;

    private volatile boolean left;
    private volatile long endedAt;
    private volatile @Nullable Refusal refusal;
    private volatile double progress;
    private volatile String message = "";

    /** What was asked of the policy, and what does the call on its word. */
    record Way(TierPolicy.Asked asked, Dispatcher dispatcher) {}

    Call(String id, Order<T> order, Calls calls) {
        this.id = id;
        this.order = order;
        this.calls = calls;
        this.startedAt = Instant.now();
        this.began = System.nanoTime();
        this.meter = new Meter(began);
    }

    String id() {
        return id;
    }

    Order<T> order() {
        return order;
    }

    Instant startedAt() {
        return startedAt;
    }

    long began() {
        return began;
    }

    long deadline() {
        return deadline;
    }

    /** When it ended, by {@link System#nanoTime}. */
    long endedAt() {
        return endedAt;
    }

    boolean ended() {
        return ended.get();
    }

    /** What is called: nothing, for a call that was refused before that was found. */
    @Nullable
    ExtensionEntry entry() {
        return entry;
    }

    void named(ExtensionEntry called) {
        entry = called;
    }

    /** Says who does it, all of them entered: the one called, those who stand around it, and whose code asks for it. */
    void prepare(Participant main, List<Participant> companions, Way way, long deadline) {
        this.main = main;
        this.companions = companions;
        List<Hosted> others = new ArrayList<>(companions.size() + 1);
        companions.forEach(companion -> others.add(companion.hosted()));
        order.guest().ifPresent(others::add);
        this.visited = others;
        this.way = way;
        this.deadline = deadline;
    }

    /** How it was made; nothing, for a call that was not. */
    @Nullable
    Way way() {
        return way;
    }

    Participant target() {
        Participant target = main;
        if (target == null) throw new IllegalStateException("A call was run before it was prepared");
        return target;
    }

    /** The interceptors around it, outermost first. */
    List<Participant> companions() {
        return companions;
    }

    void whenDone(@Nullable BiConsumer<Call<T>, Result<T>> handler) {
        whenDone = handler;
    }

    /** The timer that ends the call, where nobody waits for it. */
    void timer(Future<?> timer) {
        this.timer = timer;
        if (ended()) timer.cancel(false);
    }

    Duration remaining() {
        return ended() ? Duration.ZERO : Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    void progress(double fraction, String said) {
        progress = fraction;
        message = said;
    }

    /** Whether an instance takes part. */
    boolean involves(Hosted hosted) {
        if (main != null && main.hosted() == hosted) return true;
        return visited.contains(hosted);
    }

    ExecutionContext contextFor(Participant participant) {
        CallContext context =
                new CallContext(this, participant.hosted().instance().context());
        synchronized (contexts) {
            contexts.add(context);
        }
        if (left) context.detach();
        Hosted owner = participant.hosted();
        return order.guest()
                .filter(guest -> guest != owner)
                .<ExecutionContext>map(guest -> new LentContext(context, owner, guest))
                .orElse(context);
    }

    /** Notes whose code runs from here on, and tells whose ran until now. */
    @Nullable
    Participant entering(@Nullable Participant participant) {
        Participant before = inside;
        inside = participant;
        return before;
    }

    /** Makes the call, on a worker's thread, which is free for the next when this returns. */
    void runOn(Worker thread) {
        Participant target = main;
        Way on = way;
        if (target == null || on == null) throw new IllegalStateException("A call was run before it was prepared");
        worker = thread;
        Conclusion<T> conclusion = null;
        try {
            if (!ended()) {
                inside = target;
                visited.forEach(thread::host);
                conclusion = make(target, on.dispatcher());
            }
        } finally {
            thread.release();
            if (conclusion == null && !ended()) end(Status.FAILED, "The platform could not make the call");
            endOn(target, conclusion);
        }
    }

    private Conclusion<T> make(Participant target, Dispatcher tier) {
        try {
            meter.start();
            Dispatcher.Outcome<T> outcome = bounded(order.work().run(this, tier), target);
            if (outcome instanceof Dispatcher.Answered<T> answered) {
                if (companions.isEmpty()) target.fared(Status.SUCCESS);
                return new Conclusion<>(answered.answer(), null, meter.stop(answered.elsewhere()));
            }
            Dispatcher.Threw<T> threw = (Dispatcher.Threw<T>) outcome;
            Throwable thrown = threw.failure();
            if (threw.shared()) sharedReason = thrown;
            Failures failure =
                    Failures.of(thrown).explained(blamed(target).hosted().id(), thrown, calls.denials());
            return new Conclusion<>(null, failure, meter.stop(outcome.elsewhere()));
        } catch (Throwable ours) {
            Failures failure =
                    new Failures(Status.FAILED, "The call broke: " + ours.getClass(), "", "", Optional.empty());
            return new Conclusion<>(null, failure, meter.stop(ResourceUsage.NONE));
        }
    }

    /** Where others stand around the one that is called, each of them has been held to the limit by itself. */
    private Dispatcher.Outcome<T> bounded(Dispatcher.Outcome<T> outcome, Participant target) {
        if (!companions.isEmpty() || !(outcome instanceof Dispatcher.Answered<T> answered)) return outcome;
        try {
            calls.resultLimit().check(answered.answer(), target.entry());
            return outcome;
        } catch (Throwable tooMuch) {
            return new Dispatcher.Threw<>(tooMuch, outcome.elsewhere());
        }
    }

    /** Throws where an answer is larger than the limit. */
    void checkSize(TaskResult answer, Participant by) {
        calls.resultLimit().check(answer, by.entry());
    }

    /** What a worker came back with: an answer or a failure. */
    private record Conclusion<T>(
            @Nullable T answer, @Nullable Failures failure, ResourceUsage usage) {
        boolean isFailed() {
            return failure != null && failure.status() == Status.FAILED;
        }
    }

    private void endOn(Participant target, @Nullable Conclusion<T> conclusion) {
        detach();
        // Code that sees for itself that its time is up may be quicker to give up than whoever ends it for that.
        if (conclusion != null && conclusion.isFailed() && remaining().isZero()) calls.expire(this);
        Hosted hosted = target.hosted();
        if (conclusion == null || !ended.compareAndSet(false, true)) {
            left = true;
            hosted.endAbandoned(this);
            hosted.gate().endLingering();
            visited.forEach(other -> other.gate().endLingering());
            return;
        }
        endedAt = System.nanoTime();
        target.entry().took(conclusion.usage().wallTime().toNanos());
        Failures failure = conclusion.failure();
        if (failure != null) blamed(target).fared(failure.status(), sharedReason);
        leave();
        T answer = conclusion.answer();
        publish(
                answer != null
                        ? new Result.Success<>(answer, described(conclusion.usage()))
                        : failure(
                                failure == null ? Status.FAILED : failure.status(),
                                failure == null ? "The plugin answered null" : failure.message(),
                                failure == null ? "" : failure.exception(),
                                failure == null ? Optional.empty() : failure.reason(),
                                conclusion.usage()),
                failure == null ? "" : failure.trace());
    }

    private Participant blamed(Participant otherwise) {
        Participant last = inside;
        return last == null ? otherwise : last;
    }

    /** Ends the call without the worker; tells whether it had not ended before. */
    boolean end(Status status, String why) {
        if (!ended.compareAndSet(false, true)) return false;
        endedAt = System.nanoTime();
        ResourceUsage usage = meter.peek().plus(consumedElsewhere());
        Participant target = main;
        if (target != null) {
            blamed(target).fared(status);
            Hosted hosted = target.hosted();
            hosted.abandon(this);
            if (left) hosted.endAbandoned(this);
            hosted.gate().linger();
            visited.forEach(other -> other.gate().linger());
            Worker at = worker;
            if (at != null) at.interruptIfAt(this);
            leave();
        }
        publish(failure(status, why, "", Optional.empty(), usage), "");
        return true;
    }

    private ResourceUsage consumedElsewhere() {
        Participant target = main;
        Way on = way;
        if (target == null || on == null || !meter.started()) return ResourceUsage.NONE;
        try {
            return on.dispatcher().consumed(target.hosted().instance(), id);
        } catch (RuntimeException unknown) {
            return ResourceUsage.NONE;
        }
    }

    /** Ends a call that was not made. Nothing has been entered, or all of it has been left. */
    void refuse(Refused refused) {
        ended.set(true);
        endedAt = System.nanoTime();
        refusal = refused.reason();
        Optional<Refusal> reason = Optional.of(refused.reason());
        publish(failure(Status.REJECTED, refused.why(), "", reason, ResourceUsage.NONE), "");
    }

    /** Its result, where it was not made. */
    Optional<Result<T>> refused() {
        return refusal == null ? Optional.empty() : Optional.ofNullable(result);
    }

    /** Whether it was not made because too many others were under way. */
    boolean wasTooMany() {
        return refusal == Refusal.BUSY || refusal == Refusal.STUCK;
    }

    private void leave() {
        Participant target = main;
        if (target == null) return;
        target.settle();
        if (order.mode() == Order.Mode.LIFECYCLE) target.hosted().gate().endVisit();
        else target.hosted().gate().leave();
        companions.forEach(Participant::settle);
        visited.forEach(other -> other.gate().endVisit());
    }

    private void publish(Result<T> outcome, String trace) {
        Future<?> timeout = timer;
        if (timeout != null) timeout.cancel(false);
        result = outcome;
        Thread waiting = waiter;
        if (waiting != null) LockSupport.unpark(waiting);
        BiConsumer<Call<T>, Result<T>> handler = whenDone;
        if (handler != null) handler.accept(this, outcome);
        calls.ended(this, outcome, trace);
    }

    private void detach() {
        synchronized (contexts) {
            contexts.forEach(CallContext::detach);
        }
        left = true;
    }

    private Result<T> failure(
            Status status, String why, String exception, Optional<Refusal> reason, ResourceUsage usage) {
        return new Result.Failure<>(status, why, exception, reason, described(usage));
    }

    private Result.Call described(ResourceUsage usage) {
        ExtensionEntry called = entry;
        if (called == null) return new Result.Call(id, "", "", "", usage);
        return new Result.Call(id, called.hosted().id(), called.hosted().version(), called.name(), usage);
    }

    /** Waits for the result, at most until the deadline; an interruption of the waiting thread cancels the call. */
    Result<T> await() {
        ExtensionEntry called = entry;
        if (called != null && result == null && called.typicalNanos() < SHORT_NANOS) {
            calls.threads().waitingCallers().await(() -> result != null);
        }
        Result<T> outcome = result;
        if (outcome != null) return outcome;
        waiter = Thread.currentThread();
        boolean interrupted = false;
        while ((outcome = result) == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0 && calls.expire(this)) continue;
            LockSupport.parkNanos(this, left > 0 ? left : 100_000);
            if (Thread.interrupted()) {
                interrupted = true;
                end(Status.CANCELLED, "The caller was interrupted");
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        return outcome;
    }

    RunningCall running() {
        Participant target = target();
        String said = ended() ? "Given up, and interrupted; the plugin does not let go of its thread" : message;
        return new RunningCall(
                id,
                target.hosted().id(),
                target.hosted().version(),
                target.entry().name(),
                order.work().operation(),
                order.caller(),
                startedAt,
                remaining(),
                progress,
                said);
    }
}
