package dev.pergola.vetting.internal.code;

import java.io.Serial;

/** These bytes are no class file that can be read. */
final class UnreadableClassException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableClassException(String message) {
        super(message);
    }
}
