package dev.pergola.events.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that handlers of one bus run on. Each bus has its own, so that a plugin whose handlers hang holds up
 * itself alone, and so that what they leave in thread locals goes away with the plugin. There are none until there is
 * work, and those without work end after seconds.
 *
 * <p>Twice as many threads as handlers may run at once: the others complete stages, for which handlers may wait.
 */
final class Lane implements AutoCloseable {
    private static final long IDLE_SECONDS = 2;
    private static final long CLOSE_MILLIS = 1_000;

    private final int width;
    private final ThreadPoolExecutor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /** With the name of its bus, and how many of its handlers may run at once. */
    Lane(String name, int width) {
        this.width = width;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                0,
                2 * width,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new Handover(),
                work -> newThread(work, "pergola-events-" + name + "-" + number.incrementAndGet()),
                Lane::enqueue);
    }

    /** A thread keeps the protection domains of whoever makes it, and often that is a plugin that emits. */
    @SuppressWarnings("removal")
    private Thread newThread(Runnable work, String name) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> new LaneThread(work, name));
    }

    /** Runs a handler's work, when it is its turn. */
    void handle(Runnable work) {
        synchronized (waiting) {
            if (running == width) {
                waiting.add(work);
                return;
            }
            running++;
        }
        start(work);
    }

    private void start(Runnable work) {
        boolean started = complete(() -> {
            try {
                work.run();
            } finally {
                next();
            }
        });
        if (!started) next();
    }

    private void next() {
        Runnable work;
        synchronized (waiting) {
            work = threads.isShutdown() ? null : waiting.poll();
            if (work == null) {
                running--;
                return;
            }
        }
        start(work);
    }

    /** Runs something that handlers may wait for; tells whether it will. */
    boolean complete(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Interrupts what runs, and gives it a moment to end. What waits is forgotten. */
    @Override
    public void close() {
        Thread self = Thread.currentThread();
        boolean interrupted = self.isInterrupted();
        threads.shutdownNow();
        synchronized (waiting) {
            waiting.clear();
        }
        if (isOwn(self)) {
            // It interrupted itself, and has no use for that; nor can it wait for its own end.
            if (!interrupted) Thread.interrupted();
            return;
        }
        try {
            threads.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            self.interrupt();
        }
    }

    /** Whether a thread is one of these. */
    boolean isOwn(Thread thread) {
        return thread instanceof LaneThread own && own.lane() == this;
    }

    /** When all threads are busy, and there may be no more of them. */
    private static void enqueue(Runnable work, ThreadPoolExecutor threads) {
        if (threads.isShutdown()) throw new RejectedExecutionException("closed");
        threads.getQueue().add(work);
        // All threads may have ended since.
        if (threads.getPoolSize() == 0 && threads.getQueue().remove(work)) threads.execute(work);
    }

    /** Takes work only where a thread waits for it, so that the pool starts another before it lets work wait. */
    private static final class Handover extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }

        @Override
        public boolean add(Runnable work) {
            return super.offer(work);
        }
    }

    private final class LaneThread extends Thread {
        LaneThread(Runnable work, String name) {
            super(null, work, name, 0, false);
            setDaemon(true);
            setContextClassLoader(Lane.class.getClassLoader());
        }

        Lane lane() {
            return Lane.this;
        }
    }
}
