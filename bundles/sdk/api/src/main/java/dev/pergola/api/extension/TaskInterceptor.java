package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Stands around every task of the types it names with {@link dev.pergola.api.annotation.TaskTypes} ({@code *} for all),
 * of any plugin: to validate, change, count, or answer in the processor's stead. Highest {@code service.ranking} is
 * outermost.
 */
@ConsumerType
public interface TaskInterceptor {
    /** Handles a task, normally by calling {@code next.proceed(task)} once. */
    TaskResult intercept(Task task, ExecutionContext context, Chain next) throws Exception;

    /** The rest of the chain. */
    @FunctionalInterface
    interface Chain {
        /** Goes on with the given task. */
        TaskResult proceed(Task task) throws Exception;
    }
}
