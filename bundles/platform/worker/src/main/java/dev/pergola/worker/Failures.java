package dev.pergola.worker;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.worker.link.Message.Failure;
import dev.pergola.worker.link.Message.Failure.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.security.AccessControlException;
import java.security.Permission;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the plugin threw, in words. All of it may be the plugin's own code, so it is asked on the plugin's thread. */
final class Failures {
    private static final int MESSAGE = 4_096;
    private static final int TRACE = 16_384;
    private static final int DEPTH = 8;

    private Failures() {}

    static Failure of(Throwable given) {
        Throwable thrown = unwrapped(given);
        Optional<String> limit = ProcessLimits.met(thrown);
        return new Failure(
                limit.isPresent() ? Kind.LIMITED : kind(thrown),
                limit.map(words -> message(thrown) + ": " + words).orElseGet(() -> message(thrown)),
                thrown.getClass().getName(),
                bounded(trace(thrown), TRACE),
                permission(thrown));
    }

    /** What a method threw that the plugin had invoked by reflection, as the kernel takes it. */
    private static Throwable unwrapped(Throwable thrown) {
        if (!(thrown instanceof InvocationTargetException)) return thrown;
        Throwable target = causeOf(thrown);
        return target == null ? thrown : target;
    }

    private static Kind kind(Throwable thrown) {
        if (thrown instanceof InvalidInputException) return Kind.INVALID;
        if (thrown instanceof UnsupportedTaskTypeException) return Kind.UNSUPPORTED;
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            if (at instanceof SecurityException) return Kind.DENIED;
            if (at instanceof ResourceLimitExceededException) return Kind.LIMITED;
            at = causeOf(at);
        }
        return Kind.FAILED;
    }

    @SuppressWarnings("removal") // It is what Java throws until there is another.
    private static List<String> permission(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            if (at instanceof AccessControlException denied && denied.getPermission() != null)
                return described(denied.getPermission());
            at = causeOf(at);
        }
        return List.of();
    }

    private static List<String> described(Permission permission) {
        try {
            return List.of(
                    bounded(permission.getClass().getName(), MESSAGE),
                    bounded(permission.getName(), MESSAGE),
                    bounded(permission.getActions(), MESSAGE));
        } catch (Throwable hostile) {
            return List.of();
        }
    }

    private static String message(Throwable thrown) {
        try {
            return bounded(thrown.getMessage(), MESSAGE);
        } catch (Throwable hostile) {
            return "";
        }
    }

    static String trace(Throwable thrown) {
        try {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text, true));
            return text.toString();
        } catch (Throwable hostile) {
            return "(it does not say where)";
        }
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable hostile) {
            return null;
        }
    }

    static String bounded(@Nullable String text, int most) {
        if (text == null) return "";
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
