package dev.pergola.lifecycle.internal;

import java.io.IOException;

/** The file is no jar, or not yet: somebody may still be writing it. */
final class IncompleteJarException extends IOException {
    private static final long serialVersionUID = 1L;

    IncompleteJarException(String message, Throwable cause) {
        super(message, cause);
    }
}
