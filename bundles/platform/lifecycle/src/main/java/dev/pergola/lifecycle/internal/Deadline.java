package dev.pergola.lifecycle.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs code of a plugin on a thread of its own, for a limited time. Java cannot end a thread that does not want to end:
 * one that ignores its interrupt is left behind, as a daemon.
 */
final class Deadline {
    private Deadline() {}

    /** Runs the work; throws {@link TimeoutException} where it takes longer, and what the work throws. */
    static <T> T within(Duration time, String threadName, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(null, task, threadName, 0, false);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw e;
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) throw cause;
            throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
        }
    }
}
