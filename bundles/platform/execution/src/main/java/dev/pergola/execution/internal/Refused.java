package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;

/** A call that is not made. Thrown inside of this bundle only; its message is for the caller of the plugin. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal reason;
    private final String why;

    Refused(Refusal reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.why = message;
    }

    String why() {
        return why;
    }

    Refusal reason() {
        return reason;
    }
}
