package dev.pergola.execution.internal;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry.PipelineStep;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.Circuit;
import dev.pergola.execution.DenialExplainer;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.RunningCall;
import dev.pergola.execution.TaskRequest;
import dev.pergola.execution.TierPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Makes calls: admits each, gives it to a worker, waits for it, and tells those who keep count. */
@Component(service = {PluginCalls.class, Calls.class})
public final class Calls implements PluginCalls {
    private final Instances instances;
    private final CallLog log;
    private final CallTallies tallies;
    private final ScheduledThreadPoolExecutor timers;
    private final BackgroundThreads answers;
    private final Tiers tiers;
    private final ResultLimit resultLimit;
    private volatile DenialExplainer denials = DenialExplainer.SILENT;
    private final String idPrefix =
            Long.toString(System.currentTimeMillis(), 36) + Long.toString(randomDigits(), 36) + "-";
    private final AtomicLong ids = new AtomicLong();

    /** With the instances to call, and who hears of the calls that have ended. */
    @Activate
    public Calls(
            BundleContext context,
            @Reference Instances instances,
            @Reference CallLog log,
            @Reference CallTallies tallies) {
        this(instances, log, tallies, new Tiers(Tiers.areWanted(context)));
    }

    Calls(Instances instances, CallLog log, CallTallies tallies, Tiers tiers) {
        this.instances = instances;
        this.tiers = tiers;
        this.log = log;
        this.tallies = tallies;
        this.resultLimit = new ResultLimit(instances.tuning().resultMegabytes());
        this.answers = new BackgroundThreads("pergola-call-answer", 4);
        this.timers = new ScheduledThreadPoolExecutor(1, answers.factory("pergola-call-deadline"));
        this.timers.setRemoveOnCancelPolicy(true);
        instances.hearCircuits(log::circuitChanged);
    }

    private static long randomDigits() {
        return ThreadLocalRandom.current().nextLong(36L * 36 * 36 * 36, 36L * 36 * 36 * 36 * 36);
    }

    @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policy = ReferencePolicy.DYNAMIC)
    void addDispatcher(Dispatcher dispatcher) {
        tiers.add(dispatcher);
    }

    void removeDispatcher(Dispatcher dispatcher) {
        tiers.remove(dispatcher);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setTierPolicy(TierPolicy chosen) {
        tiers.use(chosen);
    }

    /** Comes after the next one has been set, where there is one. */
    void unsetTierPolicy(TierPolicy gone) {
        tiers.stopUsing(gone);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setDenialExplainer(DenialExplainer chosen) {
        denials = chosen;
    }

    /** Comes after the next one has been set, where there is one. */
    void unsetDenialExplainer(DenialExplainer gone) {
        if (denials == gone) denials = DenialExplainer.SILENT;
    }

    ResultLimit resultLimit() {
        return resultLimit;
    }

    DenialExplainer denials() {
        return denials;
    }

    /** Ends what runs. */
    @Deactivate
    void close() {
        allCalls().forEach(call -> call.end(Status.CANCELLED, "The platform is stopping"));
        timers.shutdownNow();
        answers.close();
    }

    @Override
    public Result<TaskResult> execute(TaskRequest request) {
        return start(order(request), null).await();
    }

    @Override
    public CompletionStage<Result<TaskResult>> submit(TaskRequest request) {
        return begin(request).result();
    }

    @Override
    public Begun begin(TaskRequest request) {
        CompletableFuture<Result<TaskResult>> answer = new CompletableFuture<>();
        // What depends on the answer is the caller's code: it has no business on a plugin's thread.
        Call<TaskResult> call =
                startTimed(order(request), (ended, result) -> answers.execute(() -> answer.complete(result)));
        return new Begun(call.id(), call.refused(), answer.minimalCompletionStage());
    }

    private Order<TaskResult> order(TaskRequest request) {
        return new Order<>(
                TaskProcessor.class.getName(),
                request.timeout(),
                request.attributes(),
                request.caller(),
                request.input(),
                Optional.empty(),
                Order.Mode.NORMAL,
                new TaskWork(instances, request));
    }

    @Override
    public <E, T> Result<T> call(CallTarget<E> target, CallOptions options, ExtensionCall<E, T> call) {
        return start(order(target, options, Optional.empty(), Order.Mode.NORMAL, call), null)
                .await();
    }

    @Override
    public <E, T> List<Result<T>> callAll(
            Class<E> type, Predicate<Extension> filter, CallOptions options, ExtensionCall<E, T> call) {
        return new FanOut<>(instances, this, Optional.empty(), type, options).all(filter, call);
    }

    @Override
    public <E, T> List<Result<T>> callPipeline(
            Class<E> type, Predicate<Extension> filter, T input, CallOptions options, PipelineStep<E, T> step) {
        return new FanOut<>(instances, this, Optional.empty(), type, options).pipeline(filter, input, step);
    }

    <E, T> Order<T> order(
            CallTarget<E> target,
            CallOptions options,
            Optional<Hosted> guest,
            Order.Mode mode,
            ExtensionCall<E, T> call) {
        Supplier<Hosted> instance = () -> instances.enter(target.pluginId(), target.version());
        return order(
                target.type(),
                options,
                guest,
                mode,
                new ExtensionWork<>(
                        target.type(),
                        instance,
                        ExtensionWork.named(target.type(), target.extension()),
                        operation(options),
                        call));
    }

    private static String operation(CallOptions options) {
        return Texts.bounded(options.operation(), Texts.NAME);
    }

    private static <T> Order<T> order(
            Class<?> type, CallOptions options, Optional<Hosted> guest, Order.Mode mode, Order.Work<T> work) {
        return new Order<>(
                type.getName(),
                options.timeout(),
                options.attributes(),
                options.caller(),
                options.input(),
                guest,
                mode,
                work);
    }

    @Override
    public <E, T> List<Result<T>> callInstance(
            PluginInstance instance, Class<E> type, CallOptions options, ExtensionCall<E, T> call) {
        Hosted hosted = instances
                .hosting(instance.bundle())
                .filter(there -> there.instance().equals(instance))
                .orElseThrow(() -> new IllegalStateException(instance + " has not been admitted, or has been removed"));
        Supplier<Hosted> visited = () -> {
            hosted.gate().visitAnyway();
            return hosted;
        };
        List<Result<T>> results = new ArrayList<>();
        for (ExtensionEntry entry : hosted.extensions(type.getName())) {
            Order.Work<T> work = new ExtensionWork<>(type, visited, same -> entry, operation(options), call);
            results.add(start(order(type, options, Optional.empty(), Order.Mode.LIFECYCLE, work), null)
                    .await());
        }
        return results;
    }

    /** Begins a call that ends at its deadline even where nobody awaits it. */
    <T> Call<T> startTimed(Order<T> order, @Nullable BiConsumer<Call<T>, Result<T>> whenDone) {
        Call<T> call = start(order, whenDone);
        if (!call.ended()) {
            long left = call.deadline() - System.nanoTime();
            call.timer(timers.schedule(() -> expire(call), Math.max(0, left), TimeUnit.NANOSECONDS));
        }
        return call;
    }

    /** Begins a call that the calling thread is about to await, or ends it at once where it may not be made. */
    <T> Call<T> start(Order<T> order, @Nullable BiConsumer<Call<T>, Result<T>> whenDone) {
        String id = idPrefix + Long.toString(ids.incrementAndGet(), 36);
        Call<T> call = new Call<>(id, order, this);
        call.whenDone(whenDone);
        new Admission<>(call, tiers, instances.tuning()).admit();
        return call;
    }

    Threads threads() {
        return instances.threads();
    }

    boolean expire(Call<?> call) {
        return call.end(
                Status.TIMEOUT,
                "No answer within " + readable(call.deadline() - call.began()) + " from "
                        + call.target().entry() + "; its thread was interrupted");
    }

    private static String readable(long nanos) {
        return nanos >= 1_000_000_000L ? nanos / 100_000_000L / 10.0 + " s" : Math.max(1, nanos / 1_000_000) + " ms";
    }

    /** For a call that has just ended: at the end of its thread's work, the result is out already. */
    <T> void ended(Call<T> call, Result<T> result, String trace) {
        log.add(call, result, trace);
        tallies.add(call, result);
        Call.Way way = call.way();
        if (way != null)
            tiers.ended(call.target().hosted().instance(), way, result.call().usage());
    }

    @Override
    public boolean cancel(String executionId) {
        return allCalls()
                .filter(call -> call.id().equals(executionId))
                .anyMatch(call -> call.end(Status.CANCELLED, "Cancelled on request"));
    }

    @Override
    public List<RunningCall> running() {
        return allCalls()
                .map(Call::running)
                .sorted(Comparator.comparing(RunningCall::startedAt))
                .toList();
    }

    private Stream<Call<?>> allCalls() {
        return instances.all().stream().flatMap(hosted -> hosted.workers().calls().stream());
    }

    @Override
    public List<Circuit> circuits() {
        return instances.all().stream()
                .flatMap(hosted -> hosted.circuits().stream())
                .sorted(Comparator.comparing(Circuit::pluginId).thenComparing(Circuit::extension))
                .toList();
    }

    @Override
    public void resetCircuits(String pluginId) {
        instances.all().stream().filter(hosted -> hosted.id().equals(pluginId)).forEach(Hosted::resetCircuits);
    }
}
