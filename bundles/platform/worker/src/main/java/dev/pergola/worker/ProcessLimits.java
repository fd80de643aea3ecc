package dev.pergola.worker;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The limits that the operating system holds this process to, as they show in what Java throws. */
final class ProcessLimits {
    private static final int DEPTH = 8;

    private ProcessLimits() {}

    /** Which one it met, in words, where it did. */
    static Optional<String> met(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            Optional<String> met = of(at);
            if (met.isPresent()) return met;
            at = causeOf(at);
        }
        return Optional.empty();
    }

    private static Optional<String> of(Throwable thrown) {
        // Only what Java itself throws: another class could say what it likes.
        if (thrown.getClass().getClassLoader() != null) return Optional.empty();
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof OutOfMemoryError) {
            return Optional.of(
                    message.contains("native thread")
                            ? "sandbox.threads is " + value("threads")
                            : "sandbox.native-memory-mb is what buffers are taken from");
        }
        if (!(thrown instanceof IOException)) return Optional.empty();
        if (message.contains("File too large")) return Optional.of("sandbox.file-mb is " + value("file-mb"));
        if (message.contains("Too many open files")) return Optional.of("sandbox.open-files is " + value("open-files"));
        if (message.contains("No space left on device"))
            return Optional.of("sandbox.scratch-mb is " + value("scratch-mb") + ", if it was in the temporary folder");
        return Optional.empty();
    }

    private static String value(String limit) {
        return System.getProperty("pergola.limit." + limit, "less than that");
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable hostile) {
            return null;
        }
    }
}
