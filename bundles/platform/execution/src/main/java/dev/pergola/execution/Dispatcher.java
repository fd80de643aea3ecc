package dev.pergola.execution;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskResult;
import java.util.concurrent.Callable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs calls at one tier. Offered as an OSGi service; execution picks the one whose tier a {@link TierPolicy} chooses. A
 * dispatcher runs the call, and ends it when its thread is interrupted; choosing, admission, deadline, logging and the
 * circuit breaker stay with execution, which also meters the thread that it calls the dispatcher on.
 */
@ConsumerType
public interface Dispatcher {
    /** The tier. */
    Tier tier();

    /** Runs an invocation to its end on the calling thread. What the plugin throws is in the outcome. */
    <T> Outcome<T> dispatch(PluginInstance instance, Invocation<T> invocation, ExecutionContext context);

    /**
     * What a call that is under way has consumed so far elsewhere than on the thread that it was dispatched on. Asked, on any
     * thread, about a call that is given up: answers at once.
     */
    default ResourceUsage consumed(PluginInstance instance, String executionId) {
        return ResourceUsage.NONE;
    }

    /**
     * What is to be run.
     *
     * @param <T> type of the answer
     */
    sealed interface Invocation<T> permits TaskInvocation, LocalInvocation {
        /** The same call within this process. Never answers null. */
        Callable<T> local();
    }

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
     * @param local the call
     */
    record LocalInvocation<T>(Callable<T> local) implements Invocation<T> {}

    /**
     * What came of it.
     *
     * @param <T> type of the answer
     */
    sealed interface Outcome<T> {
        /**
         * What it consumed elsewhere than on the calling thread: nothing, for a tier that runs it there. Its wall time
         * counts for nothing.
         */
        ResourceUsage elsewhere();
    }

    /**
     * The plugin answered.
     *
     * @param <T> type of the answer
     * @param answer the answer
     * @param elsewhere what it consumed elsewhere than on the calling thread
     */
    record Answered<T>(T answer, ResourceUsage elsewhere) implements Outcome<T> {}

    /**
     * The plugin threw, or was ended.
     *
     * @param <T> type of the answer
     * @param failure what it threw; a {@link dev.pergola.api.ResourceLimitExceededException} where a limit ended it
     * @param elsewhere what it consumed elsewhere than on the calling thread
     * @param shared whether what it ran in has ended, and every call in it for this one failure: to the circuit breaker
     *     that is one, however many calls there were
     */
    record Threw<T>(Throwable failure, ResourceUsage elsewhere, boolean shared) implements Outcome<T> {
        /** It alone. */
        public Threw(Throwable failure, ResourceUsage elsewhere) {
            this(failure, elsewhere, false);
        }
    }
}
