package dev.pergola.telemetry.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads of the platform's own, which inherit nothing from whoever happens to need one: that may be a plugin. */
final class BackgroundThreads {
    private BackgroundThreads() {}

    /** Up to so many threads, none of which waits for another; where all are busy, tasks are rejected. */
    @SuppressWarnings("removal") // On Java 17 to 23 a thread keeps the protection domains of whoever made it.
    static ThreadPoolExecutor pool(String name, int most) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        return new ThreadPoolExecutor(
                0,
                most,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
                    Thread thread = new Thread(group, task, name, 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
                    return thread;
                }));
    }
}
