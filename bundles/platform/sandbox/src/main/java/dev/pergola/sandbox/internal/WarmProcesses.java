package dev.pergola.sandbox.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes that are started and contained, and wait for whichever plugin is called next. All are alike, as the limits are
 * the same for all plugins. Safe for use by several threads.
 *
 * @param <P> the processes
 */
final class WarmProcesses<P extends WarmProcesses.Warm> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmProcesses.class);

    private final Duration startTimeout;
    private final Deque<P> waiting = new ArrayDeque<>();
    private int starting;
    private int takers;
    private boolean gaveUp;
    private boolean closed;

    WarmProcesses(Duration startTimeout) {
        this.startTimeout = startTimeout;
    }

    /** A process that can wait. */
    interface Warm extends AutoCloseable {
        /** Returns when it could have a plugin; throws {@link RuntimeException} where it never will. */
        void awaitReady();

        /** Has that throw, from another thread. */
        void disconnect();

        boolean isAlive();

        @Override
        void close();
    }

    /** Starts a process. */
    interface Start<P> {
        P start() throws IOException;
    }

    /**
     * The one that waits for longest. Where one is just starting that nobody else is to have, that is waited for, as another
     * would not be there earlier. It is the caller's from now on.
     */
    Optional<P> take() throws InterruptedException {
        List<P> dead = new ArrayList<>();
        try {
            synchronized (this) {
                if (waiting.isEmpty() && takers < starting) await();
                return firstAlive(dead);
            }
        } finally {
            dead.forEach(Warm::close);
        }
    }

    private void await() throws InterruptedException {
        long end = System.nanoTime() + startTimeout.toNanos();
        takers++;
        try {
            while (waiting.isEmpty() && starting > 0 && !closed) {
                long left = end - System.nanoTime();
                if (left <= 0) return;
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } finally {
            takers--;
        }
    }

    private Optional<P> firstAlive(List<P> dead) {
        while (!waiting.isEmpty()) {
            P next = waiting.removeFirst();
            if (next.isAlive()) return Optional.of(next);
            dead.add(next);
        }
        return Optional.empty();
    }

    /** How many there are that could be taken now. */
    synchronized int ready() {
        return (int) waiting.stream().filter(Warm::isAlive).count();
    }

    /** How many there are, with those that are starting. */
    synchronized int count() {
        return waiting.size() + starting;
    }

    /** After one did not start, no other does until this. */
    synchronized void tryAgain() {
        gaveUp = false;
    }

    /**
     * Adds one, unless there are as many; says whether it did. Waits until that one could have a plugin.
     *
     * @param room how many more processes there may be; where it is less than nothing by then, it is ended
     */
    boolean add(int most, IntSupplier room, Start<P> start) {
        int free = room.getAsInt();
        synchronized (this) {
            if (closed || gaveUp || free <= 0 || count() >= most) return false;
            starting++;
        }
        Optional<P> made = Optional.empty();
        try {
            made = Optional.of(ready(start.start()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("No sandbox is kept ready for plugins that have none: {}", e.toString());
        } finally {
            // Also where there is no memory for another thread.
            if (made.isEmpty()) giveUp();
        }
        if (made.isEmpty()) return false;
        boolean tooMany = room.getAsInt() < 0;
        if (kept(made.get(), tooMany)) return true;
        made.get().close();
        return false;
    }

    private synchronized void giveUp() {
        starting--;
        gaveUp = true;
        notifyAll();
    }

    private synchronized boolean kept(P one, boolean tooMany) {
        starting--;
        boolean kept = !closed && !tooMany;
        if (kept) waiting.addLast(one);
        notifyAll();
        return kept;
    }

    /** It is disconnected where it takes too long, and so whoever listens to it knows. */
    private P ready(P started) {
        CompletableFuture<Boolean> inTime = new CompletableFuture<>();
        inTime.completeOnTimeout(false, startTimeout.toMillis(), TimeUnit.MILLISECONDS);
        var unused = inTime.thenAccept(was -> {
            if (!was) started.disconnect();
        });
        try {
            started.awaitReady();
            if (!inTime.complete(true)) throw new IllegalStateException("It takes too long to start");
            return started;
        } catch (RuntimeException e) {
            inTime.complete(true);
            started.close();
            throw e;
        }
    }

    /** Ends as many of them, and those that have ended by themselves. */
    void end(int many) {
        List<P> ending = new ArrayList<>();
        synchronized (this) {
            waiting.removeIf(one -> !one.isAlive() && ending.add(one));
            for (int ended = 0; ended < many && !waiting.isEmpty(); ended++) ending.add(waiting.removeFirst());
        }
        ending.forEach(Warm::close);
    }

    /** Ends all; there will be no others. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        end(Integer.MAX_VALUE);
    }
}
