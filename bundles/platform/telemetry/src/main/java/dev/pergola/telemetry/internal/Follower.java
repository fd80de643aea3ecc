package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.LogLine;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands lines to a handler, in order, away from the thread that logs. A handler that is too slow loses lines. */
final class Follower implements AutoCloseable {
    private static final int WAITING = 256;
    private final BlockingQueue<LogLine> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicBoolean draining = new AtomicBoolean();
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
        if (closed || !waiting.offer(line)) return;
        if (!draining.compareAndSet(false, true)) return;
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException stopping) {
            draining.set(false);
        }
    }

    private void drain() {
        do {
            for (@Nullable LogLine line = waiting.poll(); line != null && !closed; line = waiting.poll()) {
                try {
                    handler.accept(line);
                } catch (RuntimeException broken) {
                    close();
                }
            }
            draining.set(false);
        } while (!waiting.isEmpty() && !closed && draining.compareAndSet(false, true));
    }

    @Override
    public void close() {
        closed = true;
        buffer.unfollow(this);
        waiting.clear();
    }
}
