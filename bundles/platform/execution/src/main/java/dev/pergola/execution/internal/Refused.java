package dev.pergola.execution.internal;

/** A call that is not made. Thrown inside of this bundle only; its message is for the caller of the plugin. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    enum Reason {
        /** There is no such plugin, version or extension, or it cannot take the call. */
        UNREACHABLE,
        /** Too many calls at once: later it may work. */
        BUSY,
        /** The circuit breaker is open. */
        CIRCUIT_OPEN
    }

    private final Reason reason;
    private final String why;

    Refused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.why = message;
    }

    String why() {
        return why;
    }

    Reason reason() {
        return reason;
    }
}
