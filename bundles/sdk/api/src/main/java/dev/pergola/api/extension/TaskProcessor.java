package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Does tasks of some types. Name the types with {@link dev.pergola.api.annotation.TaskTypes}, the one that callers get who
 * name none first. Called from several threads at once; check {@link ExecutionContext#cancelled()} in long loops.
 */
@ConsumerType
public interface TaskProcessor {
    /**
     * Does one task.
     *
     * @throws Exception for whatever goes wrong; an {@link dev.pergola.api.InvalidInputException} or
     *     {@link dev.pergola.api.UnsupportedTaskTypeException} ends the call as rejected, anything else as failed
     */
    TaskResult process(Task task, ExecutionContext context) throws Exception;
}
