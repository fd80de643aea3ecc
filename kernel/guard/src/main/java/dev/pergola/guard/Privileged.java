package dev.pergola.guard;

import java.security.AccessControlContext;
import java.security.PrivilegedAction;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code AccessController.doPrivileged} does with a context, which the JDK no longer looks at: it is kept while the
 * action runs, so that a walk which meets the call can ask for the domains in it.
 */
@SuppressWarnings("removal")
public final class Privileged {
    private static final ThreadLocal<@Nullable Privileged> INNERMOST = new ThreadLocal<>();

    private final @Nullable AccessControlContext context;
    private final @Nullable Privileged outer;

    private Privileged(@Nullable AccessControlContext context, @Nullable Privileged outer) {
        this.context = context;
        this.outer = outer;
    }

    public static <T> T run(PrivilegedAction<T> action, @Nullable AccessControlContext context) {
        Privileged outer = enter(context);
        try {
            return action.run();
        } finally {
            leave(outer);
        }
    }

    public static <T> T call(PrivilegedExceptionAction<T> action, @Nullable AccessControlContext context)
            throws PrivilegedActionException {
        Privileged outer = enter(context);
        try {
            return action.run();
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new PrivilegedActionException(checked);
        } finally {
            leave(outer);
        }
    }

    /** That of the innermost action that runs with one in this thread. */
    static @Nullable AccessControlContext context() {
        Privileged innermost = INNERMOST.get();
        return innermost == null ? null : innermost.context;
    }

    private static @Nullable Privileged enter(@Nullable AccessControlContext context) {
        Privileged outer = INNERMOST.get();
        INNERMOST.set(new Privileged(context, outer));
        return outer;
    }

    private static void leave(@Nullable Privileged outer) {
        if (outer == null) INNERMOST.remove();
        else INNERMOST.set(outer);
    }
}
