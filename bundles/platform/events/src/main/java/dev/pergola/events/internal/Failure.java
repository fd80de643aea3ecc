package dev.pergola.events.internal;

import java.util.function.Supplier;

/**
 * What a plugin's code threw, made safe to log. The original may have a {@code toString} that throws, never ends or
 * gives a gigabyte, and would keep the plugin's classes alive in whatever keeps it.
 */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 500;
    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 4;

    private Failure(String message) {
        super(message, null, false, true);
    }

    static Failure of(Throwable thrown) {
        return of(thrown, MAX_CAUSES);
    }

    private static Failure of(Throwable thrown, int causes) {
        Failure failure = new Failure(thrown.getClass().getName() + ": " + guarded(thrown::getMessage, "no message"));
        StackTraceElement[] frames = guarded(thrown::getStackTrace, new StackTraceElement[0]);
        StackTraceElement[] kept = new StackTraceElement[Math.min(frames.length, MAX_FRAMES)];
        System.arraycopy(frames, 0, kept, 0, kept.length);
        failure.setStackTrace(kept);
        Throwable cause = guarded(thrown::getCause, failure);
        if (causes > 0 && cause != failure && cause != thrown) failure.initCause(of(cause, causes - 1));
        return failure;
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }

    /** What it gives, or a replacement for nothing and for an exception. */
    private static <T> T guarded(Supplier<T> hostile, T replacement) {
        try {
            T given = hostile.get();
            if (given == null) return replacement;
            return given instanceof String text && text.length() > MAX_MESSAGE ? replacement(text) : given;
        } catch (Throwable e) {
            return replacement;
        }
    }

    @SuppressWarnings("unchecked") // only ever called with a T that is a String
    private static <T> T replacement(String text) {
        return (T) (text.substring(0, MAX_MESSAGE) + "…");
    }
}
