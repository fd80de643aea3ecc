package dev.pergola.worker.link;

/** The other end has gone, or says what nobody can understand. There is nothing to be done with the link but to close it. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what happened. */
    public LinkException(String message) {
        super(message);
    }

    /** With what happened, and why. */
    public LinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
