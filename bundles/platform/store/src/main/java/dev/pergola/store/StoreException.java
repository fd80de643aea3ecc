package dev.pergola.store;

/** The database could not do what was asked: it is full, gone, or was given something that it cannot keep. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what was attempted, and why it failed. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
