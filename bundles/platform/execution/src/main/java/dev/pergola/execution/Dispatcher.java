package dev.pergola.execution;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskResult;
import java.util.concurrent.Callable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs calls at one tier. Offered as an OSGi service; execution picks among those that are there. A dispatcher runs the
 * call, meters it and ends it when its thread of control is interrupted; choosing, admission, deadline, logging and the
 * circuit breaker stay with execution.
 */
@ConsumerType
public interface Dispatcher {
    /** The tier. */
    Tier tier();

    /** Runs an invocation to its end on the calling thread. What the plugin throws, this throws. */
    <T> Outcome<T> dispatch(PluginInstance instance, Invocation<T> invocation, ExecutionContext context)
            throws Exception;

    /**
     * What is to be run.
     *
     * @param <T> type of the answer
     */
    sealed interface Invocation<T> permits TaskInvocation, LocalInvocation {}

    /**
     * A task: data in, data out, so any tier can run it.
     *
     * @param extension name of the task processor
     * @param task the task
     * @param local the same call within this process
     */
    record TaskInvocation(String extension, Task task, Callable<TaskResult> local) implements Invocation<TaskResult> {}

    /**
     * A call that only this process can make.
     *
     * @param <T> type of the answer
     * @param call the call
     */
    record LocalInvocation<T>(Callable<T> call) implements Invocation<T> {}

    /**
     * What came of it.
     *
     * @param <T> type of the answer
     * @param answer the answer
     * @param usage what it consumed
     */
    record Outcome<T>(T answer, ResourceUsage usage) {}
}
