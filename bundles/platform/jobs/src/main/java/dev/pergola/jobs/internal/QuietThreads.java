package dev.pergola.jobs.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that nobody interrupts: they run the scheduler's SQL, and an interrupt in the middle of a read or write closes
 * an H2 database for everybody. Where the scheduler would interrupt them to stop, they are left to end by themselves.
 */
final class QuietThreads {
    private QuietThreads() {}

    /** Threads for work as it comes, which end when there is none. */
    static ThreadPoolExecutor pool(String name, int threads, Runnable insteadOfInterrupt) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        threads, threads, 20, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name)) {
                    @Override
                    public List<Runnable> shutdownNow() {
                        shutdown();
                        insteadOfInterrupt.run();
                        return List.of();
                    }
                };
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** One thread for work at some time. */
    static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory(name)) {
            @Override
            public List<Runnable> shutdownNow() {
                shutdown();
                return List.of();
            }
        };
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static ThreadFactory factory(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> newThread(work, name + "-" + count.incrementAndGet());
    }

    /** A thread keeps the protection domains of whoever makes it. */
    @SuppressWarnings("removal")
    private static Thread newThread(Runnable work, String name) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread thread = new Thread(null, work, name, 0, false);
            thread.setContextClassLoader(QuietThreads.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        });
    }
}
