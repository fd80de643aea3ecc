package dev.pergola.plugins.hostile;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts threads that do nothing, or nothing any more. */
final class Threads {
    private Threads() {}

    static Object many(Order order) {
        for (int i = 0; i < 2_000; i++) start(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(60)));
        // Where they are counted and not refused, that takes a moment.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(10));
        return "2000 threads";
    }

    static Object deadlock(Order order) {
        Object one = new Object();
        Object two = new Object();
        start(() -> lock(two, one));
        lock(one, two);
        return "passed";
    }

    private static void lock(Object first, Object second) {
        synchronized (first) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            synchronized (second) {
                first.notifyAll();
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
