package dev.pergola.sandbox.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes that are started and contained, and wait for whichever plugin is called next: one that needs nothing else of the
 * host's files than its own folder. All are alike, as the limits are the same for all plugins. Safe for use by several threads.
 */
final class WarmProcesses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmProcesses.class);

    private final Duration startTimeout;
    private final Deque<WorkerProcess> waiting = new ArrayDeque<>();
    private int starting;
    private boolean gaveUp;
    private boolean closed;

    WarmProcesses(Duration startTimeout) {
        this.startTimeout = startTimeout;
    }

    /** Starts a process. */
    interface Start {
        WorkerProcess start() throws IOException;
    }

    /**
     * The one that waits for longest; where one is just starting, that is waited for, as another would not be there earlier. It
     * is the caller's from now on.
     */
    synchronized Optional<WorkerProcess> take() throws InterruptedException {
        while (waiting.isEmpty() && starting > 0 && !closed) wait();
        return takeWaiting();
    }

    private synchronized Optional<WorkerProcess> takeWaiting() {
        while (!waiting.isEmpty()) {
            WorkerProcess next = waiting.removeFirst();
            if (next.isAlive()) return Optional.of(next);
            next.close();
        }
        return Optional.empty();
    }

    /** How many there are that could be taken now. */
    synchronized int ready() {
        return waiting.size();
    }

    /** How many there are, with those that are starting. */
    synchronized int count() {
        return waiting.size() + starting;
    }

    /** After one did not start, no other does until this. */
    synchronized void tryAgain() {
        gaveUp = false;
    }

    /** Adds one, unless there are as many; says whether it did. Waits until that one could have a plugin. */
    boolean add(int most, Start start) {
        synchronized (this) {
            if (closed || gaveUp || count() >= most) return false;
            starting++;
        }
        Optional<WorkerProcess> ready = Optional.empty();
        try {
            ready = Optional.of(ready(start.start()));
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("No sandbox is kept ready for plugins that have none: {}", e.toString());
            giveUp();
            return false;
        } finally {
            keep(ready);
        }
    }

    private synchronized void giveUp() {
        gaveUp = true;
    }

    private synchronized void keep(Optional<WorkerProcess> ready) {
        starting--;
        notifyAll();
        ready.ifPresent(closed ? WorkerProcess::close : waiting::addLast);
    }

    /** It is ended where it takes too long, and so whoever listens to it knows. */
    private WorkerProcess ready(WorkerProcess started) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<?> late = done.copy()
                .orTimeout(startTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(tooLong -> {
                    started.link().close();
                    return null;
                });
        try {
            started.awaitReady();
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        } finally {
            done.complete(null);
            late.join();
        }
    }

    /** Ends as many of them. */
    void end(int many) {
        for (int ended = 0; ended < many; ended++) {
            Optional<WorkerProcess> one = takeWaiting();
            if (one.isEmpty()) return;
            one.get().close();
        }
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
