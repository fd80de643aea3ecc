package dev.pergola.execution;

import dev.pergola.api.Result;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.TaskResult;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Calls plugins. No method here throws what a plugin threw, and none takes longer than its deadline. */
@ProviderType
public interface PluginCalls {
    /** Has a task done, through the interceptors that apply to it. */
    Result<TaskResult> execute(TaskRequest request);

    /** The same without waiting. */
    CompletionStage<Result<TaskResult>> submit(TaskRequest request);

    /** Calls one extension. */
    <E, T> Result<T> call(CallTarget<E> target, CallOptions options, ExtensionCall<E, T> call);

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
}
