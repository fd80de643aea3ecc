package dev.pergola.store.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.function.Supplier;

/**
 * Runs the store's own work as the store's own: with its permissions, not those of the plugin that called; so that a
 * thread which the pool or the database starts meanwhile inherits nothing of the caller, whose class loader it would
 * otherwise keep alive; and with an interrupt put off to its end, since it is meant for the caller.
 */
final class Privileged {
    private Privileged() {}

    // The call is marked for removal with the security manager, which Pergola uses where the JDK has it; on a JDK
    // without one it is a plain call, and Pergola's guard takes it as the mark that it is.
    @SuppressWarnings("removal")
    static <T> T run(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        boolean interrupted = Thread.interrupted();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(Privileged.class.getClassLoader());
        try {
            return AccessController.doPrivileged((PrivilegedAction<T>) work::get);
        } finally {
            thread.setContextClassLoader(callers);
            if (interrupted) thread.interrupt();
        }
    }
}
