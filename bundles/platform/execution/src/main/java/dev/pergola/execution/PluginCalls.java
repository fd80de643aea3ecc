package dev.pergola.execution;

import dev.pergola.api.Result;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry.PipelineStep;
import dev.pergola.api.extension.TaskResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/** Calls plugins. No method here throws what a plugin threw, and none takes longer than its deadline. */
@ProviderType
public interface PluginCalls {
    /** Has a task done, through the interceptors that apply to it. */
    Result<TaskResult> execute(TaskRequest request);

    /** The same without waiting. */
    CompletionStage<Result<TaskResult>> submit(TaskRequest request);

    /** The same, and says at once under which id it runs. */
    Begun begin(TaskRequest request);

    /** Calls one extension. */
    <E, T> Result<T> call(CallTarget<E> target, CallOptions options, ExtensionCall<E, T> call);

    /**
     * Calls every extension of a type that the filter lets through, in parallel.
     *
     * @param options hold for each call
     * @return a result for each, highest ranking first, then by plugin and name
     */
    <E, T> List<Result<T>> callAll(
            Class<E> type, Predicate<Extension> filter, CallOptions options, ExtensionCall<E, T> call);

    /**
     * Passes a value through every extension of a type that the filter lets through, one after the other, until one
     * fails.
     *
     * @param options hold for each call
     * @return a result for each call that was made; the last one is the answer, or the failure
     */
    <E, T> List<Result<T>> callPipeline(
            Class<E> type, Predicate<Extension> filter, T input, CallOptions options, PipelineStep<E, T> step);

    /** Calls every extension of a type in one instance, current or not, one after the other, highest ranking first. */
    <E, T> List<Result<T>> callInstance(
            PluginInstance instance, Class<E> type, CallOptions options, ExtensionCall<E, T> call);

    /** Cancels a running execution; tells whether there was one. */
    boolean cancel(String executionId);

    /** What runs now. */
    List<RunningCall> running();

    /** How the circuit breakers stand, by plugin. */
    List<Circuit> circuits();

    /** Closes the circuit breakers of a plugin, as an operator does once the trouble is over. */
    void resetCircuits(String pluginId);

    /**
     * A task that was begun, or refused.
     *
     * @param executionId what {@link #cancel} and {@link #running} know it by
     * @param refused why it will not be done, where that was clear at once
     * @param result what comes of it
     */
    record Begun(
            String executionId, Optional<Result<TaskResult>> refused, CompletionStage<Result<TaskResult>> result) {}
}
