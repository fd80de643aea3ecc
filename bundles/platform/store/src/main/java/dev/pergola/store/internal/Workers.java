package dev.pergola.store.internal;

import dev.pergola.store.StoreException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that all SQL runs on, while its callers wait. Callers are threads of plugins, which get interrupted when
 * their time is up, and an interrupt in the middle of a read or write closes an H2 database for everybody; nobody
 * interrupts these. They also keep what callers bring along out of the database and the pool: permissions, context
 * class loaders, and whatever else a thread that is started meanwhile would inherit and keep alive.
 *
 * <p>A transaction takes a place before it begins and gives it back when it has ended. There are as many threads as
 * places, so one that holds a lock finds a thread to commit on, however many others wait for that lock.
 */
final class Workers implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore places;
    private final ExecutorService threads;

    Workers(int count) {
        places = new Semaphore(count, true);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> newThread(work, "pergola-store-" + number.incrementAndGet()));
        pool.prestartAllCoreThreads();
        threads = pool;
    }

    /** A thread keeps the protection domains of whoever makes it. */
    @SuppressWarnings("removal")
    private static Thread newThread(Runnable work, String name) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread thread = new Thread(null, work, name, 0, false);
            thread.setContextClassLoader(Workers.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Waits for a place. */
    void enter(String attempt) {
        if (!uninterruptibly(() -> places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))) {
            throw new StoreException(
                    "Could not " + attempt + ": the database was busy with other transactions for " + PATIENCE_SECONDS
                            + " s",
                    new TimeoutException("No place was free"));
        }
    }

    /** Gives a place back. */
    void leave() {
        places.release();
    }

    /** Runs work on one of the threads, waits for it, and gives or throws what it gives or throws. */
    <T> T call(String attempt, Supplier<T> work) {
        try {
            Future<T> result = threads.submit(work::get);
            return uninterruptibly(result::get);
        } catch (RejectedExecutionException e) {
            throw new StoreException("Could not " + attempt + ": the store has been closed", e);
        } catch (WorkFailure e) {
            if (e.getCause() instanceof RuntimeException failure) throw failure;
            if (e.getCause() instanceof Error failure) throw failure;
            throw e;
        }
    }

    /** Waits on, and lets the caller know of the interrupt afterwards. */
    private static <T> T uninterruptibly(Waiting<T> waiting) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return waiting.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new WorkFailure(e.getCause());
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Lets running work end. */
    @Override
    public void close() {
        threads.shutdown();
        uninterruptibly(() -> threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private interface Waiting<T> {
        T get() throws InterruptedException, ExecutionException;
    }

    private static final class WorkFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WorkFailure(@Nullable Throwable cause) {
            super(cause);
        }
    }
}
