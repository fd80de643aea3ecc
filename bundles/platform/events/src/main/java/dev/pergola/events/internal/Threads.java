package dev.pergola.events.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;

/** Threads that take nothing along from whoever happens to start them. */
final class Threads {
    private Threads() {}

    @SuppressWarnings("removal") // Nor its protection domains, which Java 17 to 23 would have them keep.
    static Thread daemon(String name, Runnable work) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread thread = new Thread(null, work, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(Threads.class.getClassLoader());
            return thread;
        });
    }
}
