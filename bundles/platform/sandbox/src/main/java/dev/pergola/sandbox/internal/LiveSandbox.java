package dev.pergola.sandbox.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Dispatcher.Answered;
import dev.pergola.execution.Dispatcher.Outcome;
import dev.pergola.execution.Dispatcher.TaskInvocation;
import dev.pergola.execution.Dispatcher.Threw;
import dev.pergola.execution.PluginInstance;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Usage;
import dev.pergola.sandbox.internal.egress.EgressProxy;
import dev.pergola.sandbox.internal.egress.Refusal;
import dev.pergola.sandbox.internal.egress.Traffic;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.LinkException;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.MessageTooLargeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sandbox with a plugin in it. Any number of threads may call it at one time, each waits for its own answer. It ends when
 * its process does, or says something that makes no sense, and then every call that was under way has failed.
 */
final class LiveSandbox {
    /** What the JVM ends with where {@code -XX:+ExitOnOutOfMemoryError} has it end. */
    private static final int OUT_OF_MEMORY = 3;
    /** 128 and the number of SIGILL, SIGABRT (which is how a JVM ends after any of these), SIGBUS, SIGFPE, SIGSEGV. */
    private static final Set<Integer> CRASHES = Set.of(132, 134, 135, 136, 139);

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration EXIT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(LiveSandbox.class);

    private final PluginInstance instance;
    private final SandboxProcess process;
    private final Link<Message.ToKernel, Message.ToWorker> link;
    private final HostServices services;
    private final SandboxLog log;
    private final List<String> locations;
    private final Quotas quotas;
    private final PermissionRows.Files files;
    private final Runnable whenFree;
    private final Instant startedAt = Instant.now();
    /** Its age follows no clock that is set. */
    private final long began = System.nanoTime();

    private final CompletableFuture<Message.Loaded> loaded = new CompletableFuture<>();
    private final CompletableFuture<Throwable> gone = new CompletableFuture<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong had = new AtomicLong();
    private final Map<Long, Pending> calls = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<Boolean>> changes = new ConcurrentHashMap<>();
    private volatile long lastUsed = System.nanoTime();
    private volatile boolean retiring;
    /** Callers that have been let in and have not left. Guarded by this. */
    private int inside;

    private volatile String logLevel = "";

    private record Pending(ExecutionContext context, CallMeter meter, CompletableFuture<Message.ToKernel> answer) {}

    LiveSandbox(
            PluginInstance instance,
            SandboxProcess process,
            List<String> locations,
            PermissionRows.Files files,
            Quotas quotas,
            Executor threads,
            Runnable whenFree) {
        this.instance = instance;
        this.process = process;
        this.locations = locations;
        this.files = files;
        this.quotas = quotas;
        this.whenFree = whenFree;
        this.link = process.link();
        this.services = new HostServices(instance.context(), this::tell, threads);
        this.log = new SandboxLog(instance.metadata().id());
        threads.execute(() -> log.drain(process.output()));
        threads.execute(this::listen);
    }

    /** Waits until the plugin runs in it; throws {@link IllegalStateException} where it does not. */
    void load(Duration timeout) {
        Message.Load load = process.load();
        try {
            logLevel = load.environment().logLevel();
            link.send(load);
            loaded.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            process.loaded();
            log.loaded();
            quotas.loaded();
        } catch (ExecutionException e) {
            throw new IllegalStateException(cause(e).getMessage(), cause(e));
        } catch (TimeoutException e) {
            throw new IllegalStateException("It takes longer than " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("It was interrupted", e);
        }
    }

    private void listen() {
        Throwable why = new IllegalStateException("The sandbox of " + instance + " was ended");
        try {
            process.greet();
            for (Message.ToKernel message = link.receive(); message != null; message = link.receive()) take(message);
            why = ended();
        } catch (LinkException e) {
            LOG.debug("The link to the sandbox of {} is of no use any more", instance, e);
            why = ended();
        } catch (RuntimeException e) {
            LOG.warn("The sandbox of {} is ended: {}", instance, e.toString());
            why = e;
        } finally {
            end(why);
        }
    }

    private void take(Message.ToKernel message) {
        if (message instanceof Message.Answer answer) answered(answer.call(), answer);
        else if (message instanceof Message.Failed failed) answered(failed.call(), failed);
        else if (message instanceof Message.Ask ask) services.answer(ask);
        else if (message instanceof Message.Log line) log.take(line);
        else if (message instanceof Message.Progress progress) progressed(progress);
        else if (message instanceof Message.Handled handled) services.handled(handled.subscription());
        else if (message instanceof Message.Loaded ready) loaded.complete(ready);
        else if (message instanceof Message.NotLoaded not)
            loaded.completeExceptionally(SandboxedFailure.of(not.why(), ""));
        else if (message instanceof Message.RowsInForce rows) inForce(rows.number());
        else if (message instanceof Message.Ready) LOG.trace("The sandbox of {} is ready for it", instance);
        else throw new LinkException("Nobody expected a " + message.getClass().getSimpleName());
    }

    private void answered(long call, Message.ToKernel answer) {
        Pending pending = calls.get(call);
        // One that was given up may be answered all the same.
        if (pending != null) pending.answer.complete(answer);
    }

    private void progressed(Message.Progress progress) {
        Pending pending = calls.get(progress.call());
        if (pending != null && !Double.isNaN(progress.fraction()))
            pending.context.progress(progress.fraction(), progress.message());
    }

    private void inForce(long number) {
        CompletableFuture<Boolean> change = changes.remove(number);
        if (change != null) change.complete(true);
    }

    /** Why its process is not there any more, in words. */
    private Throwable ended() {
        Optional<Integer> exit = process.exit(EXIT);
        Optional<String> limit = process.contained().limitMet();
        if (limit.isPresent()) return overLimit(limit.get());
        if (exit.isEmpty()) return new IllegalStateException("The sandbox of " + instance + " has closed its link");
        int code = exit.get();
        if (code == OUT_OF_MEMORY)
            return overLimit("it ran out of memory: limits.memory-mb is "
                    + process.contained().limits().heapMegabytes() + " MiB");
        String how = CRASHES.contains(code) ? " by a crash of native code" : " by itself";
        return new IllegalStateException("The sandbox of " + instance + " ended" + how + ", with code " + code);
    }

    private Throwable overLimit(String limit) {
        return new ResourceLimitExceededException("The sandbox of " + instance + " was ended: " + limit);
    }

    /** Looks at what it uses, and ends it where that is too much. */
    void look() {
        if (isGone()) return;
        egress().ifPresent(EgressProxy::look);
        if (loaded.isDone()) tellLogLevel();
        Optional<String> met = quotas.look(running());
        if (met.isEmpty()) return;
        LOG.warn("The sandbox of {} is ended: {}", instance, met.get());
        end(overLimit(met.get()));
    }

    /** An operator may set another at any time. */
    private void tellLogLevel() {
        String level = Images.level(instance.context().logger());
        if (level.equals(logLevel)) return;
        logLevel = level;
        tell(new Message.LogLevel(level));
    }

    /** Ends it at once; calls that are under way fail for this reason. */
    void end(Throwable why) {
        if (!gone.complete(why)) return;
        retiring = true;
        services.close();
        process.close();
        quotas.close();
        loaded.completeExceptionally(why);
        calls.values().forEach(pending -> pending.answer.completeExceptionally(why));
        changes.values().forEach(change -> change.complete(true));
        whenFree.run();
    }

    boolean isGone() {
        return gone.isDone();
    }

    /** Takes no more calls, and ends when there are none. */
    void retire() {
        synchronized (this) {
            retiring = true;
        }
        endIfDone();
    }

    private void endIfDone() {
        if (retiring && isIdle()) end(new IllegalStateException("The sandbox of " + instance + " was retired"));
    }

    boolean takesCalls() {
        return !retiring;
    }

    /**
     * Lets a caller in, who has to make a call then, and only one; false where it takes none any more.
     *
     * @param last whether it is to be the last one: what its task leaves behind, no other will find
     */
    synchronized boolean enter(boolean last) {
        if (retiring || isGone()) return false;
        inside++;
        if (last) retiring = true;
        return true;
    }

    private synchronized void leave() {
        inside--;
    }

    synchronized boolean isIdle() {
        return inside == 0;
    }

    int running() {
        return calls.size();
    }

    /** Whether another is to take its place. */
    boolean isDue(Replacement replacement) {
        return replacement.isDue(
                had.get(),
                Duration.ofNanos(System.nanoTime() - began),
                quotas.usage().memoryBytes(),
                process.contained().limits().totalMegabytes());
    }

    /** How much memory it has. */
    long memoryBytes() {
        return quotas.usage().memoryBytes();
    }

    Duration unused() {
        return calls.isEmpty() ? Duration.ofNanos(System.nanoTime() - lastUsed) : Duration.ZERO;
    }

    List<String> locations() {
        return locations;
    }

    /** The way out of it, where there is no other. */
    Optional<EgressProxy> egress() {
        return process.egress();
    }

    /** What it was shown of the host's files. */
    PermissionRows.Files files() {
        return files;
    }

    PluginInstance instance() {
        return instance;
    }

    @Override
    public String toString() {
        return instance + " runs in a sandbox, process " + process.pid();
    }

    Sandbox view() {
        Sandbox.State state = retiring ? Sandbox.State.RETIRING : Sandbox.State.READY;
        return new Sandbox(
                instance.metadata().id(),
                instance.metadata().version().toString(),
                process.pid(),
                startedAt,
                had.get(),
                running(),
                state,
                process.load().flat().isEmpty(),
                usage(0));
    }

    private Usage usage(long nanos) {
        Traffic network = egress().map(EgressProxy::traffic).orElse(Traffic.NONE);
        return quotas.usageAfter(nanos).withNetwork(network.receivedBytes(), network.sentBytes(), network.refused());
    }

    /** Has it hold the plugin to other rows; true once they are in force, or it is gone. */
    boolean change(List<String> rows, long until, Duration patience) {
        long number = numbers.incrementAndGet();
        CompletableFuture<Boolean> change = new CompletableFuture<>();
        changes.put(number, change);
        if (isGone()) return true;
        tell(new Message.Rows(number, rows, until));
        try {
            return change.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Sends what nobody waits for: where the sandbox has gone, that is seen by whoever listens. */
    private void tell(Message.ToWorker message) {
        try {
            link.send(message);
        } catch (LinkException e) {
            LOG.debug("The sandbox of {} has gone", instance, e);
        }
    }

    /** Does a task of a caller who was let in, and waits for it; an interruption of this thread cancels it. */
    Outcome<TaskResult> call(TaskInvocation task, ExecutionContext context) {
        CallMeter meter = new CallMeter(this::usage);
        long number = numbers.incrementAndGet();
        had.incrementAndGet();
        Pending pending = new Pending(context, meter, new CompletableFuture<>());
        calls.put(number, pending);
        quotas.began(calls.size());
        try {
            if (isGone()) return new Threw<>(gone.join(), meter.stop(), true);
            link.send(new Message.Execute(
                    number,
                    context.executionId(),
                    task.extension(),
                    task.task().type(),
                    task.task().input(),
                    context.attributes(),
                    context.remaining().toMillis()));
            return outcome(pending.answer.get(), task.task().type(), meter);
        } catch (InterruptedException e) {
            cancel(number, pending);
            return new Threw<>(e, meter.stop());
        } catch (ExecutionException e) {
            return new Threw<>(cause(e), meter.stop(), true);
        } catch (MessageTooLargeException e) {
            return new Threw<>(
                    new ResourceLimitExceededException("The task is too large for a sandbox: " + e.getMessage()),
                    meter.stop());
        } catch (LinkException e) {
            return new Threw<>(whyGone(e), meter.stop(), true);
        } finally {
            lastUsed = System.nanoTime();
            calls.remove(number);
            leave();
            endIfDone();
            if (calls.isEmpty()) whenFree.run();
        }
    }

    /** What a call has used so far; empty where it is none of those that are under way here. */
    Optional<ResourceUsage> consumed(String execution) {
        return calls.values().stream()
                .filter(pending -> pending.context.executionId().equals(execution))
                .map(pending -> pending.meter.stop())
                .findFirst();
    }

    /** A call that does not let go of its thread takes the sandbox with it: nothing else ends a thread. */
    private void cancel(long number, Pending pending) {
        tell(new Message.Cancel(number));
        try {
            pending.answer.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            if (!isGone()) LOG.warn("A call in the sandbox of {} does not end; the sandbox is ended", instance);
            end(new IllegalStateException("The sandbox of " + instance + " was ended, as a call in it did not end"));
        }
    }

    /** Whoever listens knows why; where nothing has been heard of it, the link is of no use all the same. */
    private Throwable whyGone(LinkException notSent) {
        try {
            return gone.get(2 * EXIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException silent) {
            LOG.warn("The sandbox of {} is ended: {}", instance, notSent.getMessage());
        }
        end(notSent);
        return gone.join();
    }

    private static Throwable cause(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    private Outcome<TaskResult> outcome(Message.ToKernel answer, String taskType, CallMeter meter) {
        try {
            if (answer instanceof Message.Answer good)
                return new Answered<>(new TaskResult(good.output()), meter.stop(good.usage()));
            Message.Failed failed = (Message.Failed) answer;
            Throwable why = refused(failed.why(), meter.began())
                    .map(Refusal::asThrown)
                    .orElseGet(() -> SandboxedFailure.of(failed.why(), taskType));
            return new Threw<>(why, meter.stop(failed.usage()));
        } catch (IllegalArgumentException odd) {
            return new Threw<>(odd, meter.stop());
        }
    }

    /** Java says that a proxy did not connect, and not why; who refused it knows. */
    private Optional<Refusal> refused(Message.Failure failure, long began) {
        if (failure.kind() != Message.Failure.Kind.FAILED) return Optional.empty();
        return egress().flatMap(
                        proxy -> proxy.behind(failure.message() + "\n" + failure.trace(), began, calls.size() == 1));
    }
}
