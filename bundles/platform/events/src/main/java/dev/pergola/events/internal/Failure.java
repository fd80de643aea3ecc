package dev.pergola.events.internal;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin's code threw, made safe to log. The original may have a {@code toString} that throws, never ends or
 * gives a gigabyte, and would keep the plugin's classes alive in whatever keeps it.
 */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 500;
    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 4;

    private Failure(String message, @Nullable Failure cause) {
        super(message, cause, false, true);
    }

    static Failure of(Throwable thrown) {
        return of(thrown, MAX_CAUSES);
    }

    private static Failure of(Throwable thrown, int causes) {
        Throwable cause = guarded(thrown::getCause, thrown);
        Failure failure = new Failure(
                thrown.getClass().getName() + ": " + guarded(thrown::getMessage, "no message"),
                causes == 0 || cause == thrown ? null : of(cause, causes - 1));
        StackTraceElement[] frames = guarded(thrown::getStackTrace, new StackTraceElement[0]);
        failure.setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, MAX_FRAMES)));
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
