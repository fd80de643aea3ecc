package dev.pergola.execution;

/**
 * What a plugin threw at a tier in another process, in words: its class need not be known here. Callers are told the same as
 * if it had been thrown here.
 */
public final class ThrownElsewhere extends Exception {
    private static final long serialVersionUID = 1L;

    private final String exception;
    private final String trace;

    /**
     * In words.
     *
     * @param exception name of the class of what was thrown; empty where nothing was
     * @param message its message; may be empty
     * @param trace its stack trace; may be empty
     */
    public ThrownElsewhere(String exception, String message, String trace) {
        super(message, null, false, false);
        this.exception = exception;
        this.trace = trace;
    }

    /** Name of the class of what was thrown; empty where nothing was. */
    public String exception() {
        return exception;
    }

    /** Its stack trace; may be empty. */
    public String trace() {
        return trace;
    }
}
