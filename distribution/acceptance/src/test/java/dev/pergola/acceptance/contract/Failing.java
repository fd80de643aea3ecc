package dev.pergola.acceptance.contract;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.TaskResult;
import java.io.IOException;
import java.io.Serial;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Each way in which a task fails. */
final class Failing {
    private Failing() {}

    /** An exception that nobody else knows. */
    static final class OwnException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        OwnException(String message) {
            super(message);
        }
    }

    /** One that throws where it is asked what it is about. */
    static final class HostileException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    static Object as(String how, Map<String, Object> input) throws Exception {
        return switch (how) {
            case "own" -> throw new OwnException("its own: ä€😀");
            case "argument" -> throw new IllegalArgumentException("no such thing");
            case "silent" -> throw new IllegalStateException();
            case "hostile" -> throw new HostileException();
            case "invalid" -> throw new InvalidInputException("the field 'x' is missing");
            case "unsupported" -> throw new UnsupportedTaskTypeException("KEEP");
            case "limit" -> throw new ResourceLimitExceededException("enough is enough");
            case "error" -> throw new AssertionError("never");
            case "linkage" -> throw new NoClassDefFoundError("some/Where");
            case "overflow" -> overflow(0);
            case "checked" -> throw new IOException("a disk", new IllegalStateException("its cause"));
            case "invoked" -> throw new InvocationTargetException(new OwnException("what was invoked"));
            case "invoked-invalid" -> throw new InvocationTargetException(new InvalidInputException("what was given"));
            case "type" -> TaskResult.of(Map.of("a", Map.of("b", new Object())));
            case "number" -> TaskResult.of(Map.of("n", Double.NaN));
            case "read" -> Files.readString(Path.of(String.valueOf(input.get("path"))));
            default -> throw new IllegalArgumentException(how);
        };
    }

    @SuppressWarnings("InfiniteRecursion") // It is what it is for.
    private static long overflow(long deep) {
        return overflow(deep + 1) + 1;
    }
}
