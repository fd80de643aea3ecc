package dev.pergola.sandbox.internal.egress;

import java.io.IOException;

/** A sandbox has sent what makes no sense. */
final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message);
    }
}
