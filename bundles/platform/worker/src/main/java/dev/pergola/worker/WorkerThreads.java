package dev.pergola.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that inherit nothing and keep no process alive. */
final class WorkerThreads {
    private static final long IDLE_SECONDS = 30;

    private WorkerThreads() {}

    /** As many as it takes; the kernel says how many calls there are at one time. */
    static ExecutorService many(String name) {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> thread(task, name));
    }

    /** One after the other. */
    static ExecutorService one(String name) {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> thread(task, name));
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
