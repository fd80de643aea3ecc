package dev.pergola.jobs;

/** Something that the queue does not do. */
public final class JobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** No job has this id. */
        NOT_FOUND,
        /** It has ended. */
        ENDED,
        /** It has not ended. */
        NOT_ENDED,
        /** As many jobs wait as may. */
        QUEUE_FULL,
        /** It is larger than what is taken, or not what is taken at all. */
        NOT_TAKEN,
        /** The key belongs to a job that was asked for in another way. */
        KEY_REUSED
    }

    /** With a message for whoever asked. */
    public JobException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
