package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.LogLine;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Hands lines to a handler, in order, away from the thread that logs. A handler that is too slow loses lines. */
final class Follower implements AutoCloseable {
    private static final int WAITING = 256;

    private final BlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();
    private final Consumer<LogLine> handler;
    private final Executor executor;
    private final LogBuffer buffer;
    private volatile boolean closed;

    Follower(Consumer<LogLine> handler, Executor executor, LogBuffer buffer) {
        this.handler = handler;
        this.executor = executor;
        this.buffer = buffer;
    }

    void offer(LogLine line) {
        if (closed) return;
        if (!waiting.offer(line)) lost.incrementAndGet();
        if (!draining.compareAndSet(false, true)) return;
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException busyOrStopping) {
            // The next line tries again; this one waits until then.
            draining.set(false);
        }
    }

    private void drain() {
        do {
            for (@Nullable LogLine line = waiting.poll(); line != null && !closed; line = waiting.poll()) hand(line);
            tellOfLoss();
            draining.set(false);
        } while (!waiting.isEmpty() && !closed && draining.compareAndSet(false, true));
    }

    private void tellOfLoss() {
        long lines = lost.getAndSet(0);
        if (lines == 0 || closed) return;
        String message = lines + " lines came faster than they could be shown, and are missing here";
        hand(new LogLine(Instant.now(), Level.WARN, "pergola", "", message, ""));
    }

    private void hand(LogLine line) {
        try {
            handler.accept(line);
        } catch (RuntimeException broken) {
            close();
        }
    }

    @Override
    public void close() {
        closed = true;
        buffer.unfollow(this);
        waiting.clear();
    }
}
