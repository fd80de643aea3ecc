package dev.pergola.vetting.internal.code;

import java.io.Serial;

/** Looking at a jar took too long: there is no verdict, and none is a refusal. */
final class OutOfTimeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    OutOfTimeException(String message) {
        super(message);
    }
}
