package dev.pergola.execution.internal;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.Refusal;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.Status;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.execution.DenialExplainer;
import dev.pergola.execution.ThrownElsewhere;
import java.lang.reflect.InvocationTargetException;
import java.security.AccessControlException;
import java.security.Permission;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a thrown object means. Everything about it may be the plugin's own code, so it is asked on the plugin's thread,
 * within the call's deadline, and only what it answers in time and within bounds is kept: strings.
 *
 * @param status how the call ended
 * @param message what happened, bounded
 * @param exception class of what was thrown
 * @param trace where it was thrown, bounded; empty where nobody needs to know
 * @param reason why it was refused, where it was
 */
record Failures(Status status, String message, String exception, String trace, Optional<Refusal> reason) {
    private static final int DEPTH = 8;
    private static final int FRAMES = 40;
    /** How much of what was thrown is quoted beside an explanation. */
    private static final int SAID = 500;

    /** Thrown where a plugin answers with nothing. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswer(String message) {
            super(message, null, false, false);
        }
    }

    /** The same, and what to do about it where the plugin was denied something. */
    Failures explained(String pluginId, Throwable thrown, DenialExplainer explainer) {
        if (status != Status.SECURITY_VIOLATION || explainer == DenialExplainer.SILENT) return this;
        String why = denied(thrown)
                .map(permission -> Texts.bounded(() -> explainer.explain(pluginId, permission), Texts.MESSAGE, ""))
                .filter(text -> !text.isEmpty())
                .orElse("The plugin " + pluginId + " may not do this");
        String start = message.length() > SAID ? message.substring(0, SAID) + "…" : message;
        return new Failures(status, why + " [" + start + "]", exception, trace, reason);
    }

    /** What was asked for in vain, where Java says so. */
    @SuppressWarnings("removal") // It is what Java throws until there is another.
    private static Optional<Permission> denied(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            if (at instanceof AccessControlException refused) return Optional.ofNullable(refused.getPermission());
            at = causeOf(at);
        }
        return Optional.empty();
    }

    static Failures of(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        Status status = status(cause);
        boolean elsewhere = cause instanceof ThrownElsewhere;
        String type = Texts.bounded(
                cause instanceof ThrownElsewhere there
                        ? there.exception()
                        : cause.getClass().getName(),
                Texts.NAME);
        String said = Texts.bounded(cause::getMessage, Texts.MESSAGE, "");
        Optional<Refusal> reason = reason(cause);
        boolean nothing = elsewhere && type.isEmpty();
        if (cause instanceof Refused || cause instanceof NoAnswer || nothing)
            return new Failures(status, said, "", "", reason);
        String message = said.isEmpty() ? "The plugin threw " + type + " without a message" : said;
        boolean plain = status == Status.REJECTED;
        return new Failures(status, message, type, plain ? "" : trace(cause), reason);
    }

    /** Whether a throwable is another, or was caused by it. */
    static boolean comesFrom(Throwable thrown, Throwable origin) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            if (at == origin) return true;
            at = causeOf(at);
        }
        return false;
    }

    private static Throwable unwrapped(Throwable thrown) {
        if (!(thrown instanceof InvocationTargetException)) return thrown;
        Throwable target = causeOf(thrown);
        return target == null ? thrown : target;
    }

    private static Status status(Throwable thrown) {
        if (reason(thrown).isPresent()) return Status.REJECTED;
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            if (at instanceof SecurityException) return Status.SECURITY_VIOLATION;
            if (at instanceof ResourceLimitExceededException) return Status.RESOURCE_LIMIT_EXCEEDED;
            at = causeOf(at);
        }
        return Status.FAILED;
    }

    private static Optional<Refusal> reason(Throwable thrown) {
        if (thrown instanceof Refused refused) return Optional.of(refused.reason());
        if (thrown instanceof InvalidInputException) return Optional.of(Refusal.INVALID_INPUT);
        return thrown instanceof UnsupportedTaskTypeException ? Optional.of(Refusal.NOT_SUPPORTED) : Optional.empty();
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable hostile) {
            return null;
        }
    }

    /** The stack traces of a failure and its causes, as far as they go into a bounded text. */
    private static String trace(Throwable thrown) {
        if (thrown instanceof ThrownElsewhere there) return Texts.bounded(there.trace(), Texts.MESSAGE);
        StringBuilder text = new StringBuilder();
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEPTH; depth++) {
            if (depth > 0) text.append("Caused by: ");
            text.append(Texts.bounded(at.getClass().getName(), Texts.NAME)).append('\n');
            frames(at, text);
            at = causeOf(at);
        }
        return text.toString();
    }

    private static void frames(Throwable thrown, StringBuilder text) {
        try {
            StackTraceElement[] frames = thrown.getStackTrace();
            for (int i = 0; i < frames.length && i < FRAMES; i++) {
                // Below this the frames are the platform's own, and the same for every call.
                if (frames[i].getClassName().startsWith("dev.pergola.execution.internal.")) break;
                text.append("  at ")
                        .append(Texts.bounded(frames[i].toString(), 2 * Texts.NAME))
                        .append('\n');
            }
        } catch (Throwable hostile) {
            text.append("  at (it does not say where)\n");
        }
    }
}
