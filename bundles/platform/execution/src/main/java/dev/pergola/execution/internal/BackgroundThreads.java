package dev.pergola.execution.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few daemon threads of the platform's own, for what must run neither on a caller's thread nor on a plugin's. */
final class BackgroundThreads {
    private final ThreadGroup group = Thread.currentThread().getThreadGroup();
    private final ThreadPoolExecutor executor;

    BackgroundThreads(String name, int threads) {
        executor = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name));
        executor.allowCoreThreadTimeOut(true);
    }

    ThreadFactory factory(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> newThread(task, name + "-" + count.incrementAndGet());
    }

    /** A thread keeps the protection domains of whoever makes it. */
    @SuppressWarnings("removal")
    private Thread newThread(Runnable task, String name) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread thread = new Thread(group, task, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
            return thread;
        });
    }

    /** Runs a task in the background; on the calling thread where the background has been closed. */
    void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    /** Takes nothing more; what waits is still run. */
    void close() {
        executor.shutdown();
    }
}
