package dev.pergola.api;

/** Thrown by a task processor that is given a task of a type it does not handle. The call ends as rejected. */
public final class UnsupportedTaskTypeException extends PluginException {
    private static final long serialVersionUID = 1L;

    /** For the given task type. */
    public UnsupportedTaskTypeException(String taskType) {
        super("Task type " + taskType + " is not supported");
    }
}
