package dev.pergola.sandbox.internal;

/** What a sandbox was started for is not so any more. */
final class SupersededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SupersededException() {
        super("It is not wanted any more");
    }
}
