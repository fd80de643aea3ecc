package dev.pergola.http.internal.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that hears something, behind a bounded queue. {@link #send} may be called from any thread and never waits: a
 * client that is too slow is closed. One thread at a time writes, and whoever finds it at work leaves it his own; no
 * lock is held while others are called, so that nobody can wait in a circle.
 */
abstract class OutStream {
    /** Messages in the queue before a client counts as too slow. */
    static final int MOST_MESSAGES = 2048;
    /** The same in bytes. */
    static final int MOST_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(OutStream.class);

    private final Object lock = new Object();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private final AtomicInteger work = new AtomicInteger();
    private final String client;
    private Source source = Source.NONE;
    private Runnable afterwards = () -> {};
    private long bytes;
    private long progress = System.nanoTime();
    private boolean closed;

    OutStream(String client) {
        this.client = client;
    }

    /** Where the messages come from. */
    interface Source {
        /** Sends nothing. */
        Source NONE = () -> {};

        /** All that was sent has gone out; what waits may be sent now. */
        void drained();

        /** The client is gone. */
        default void end() {}
    }

    /** Sets where messages come from; before anything is sent. */
    final void from(Source source) {
        synchronized (lock) {
            this.source = source;
        }
    }

    /** Sets what happens when it has been closed. */
    final void whenClosed(Runnable action) {
        boolean already;
        synchronized (lock) {
            already = closed;
            afterwards = action;
        }
        if (already) action.run();
    }

    /** Sends a JSON message, with its place in the order of events where it has one. */
    final void send(OptionalLong id, byte[] json) {
        offer(frame(id, json));
    }

    /** Sends a message that a source had been keeping back until it was asked for more: there is room for it. */
    final void sendPast(OptionalLong id, byte[] json) {
        if (add(frame(id, json), Integer.MAX_VALUE)) pump();
    }

    /** Sends what keeps the connection open; closes the client that has not taken anything for long. */
    final void heartbeat(long mostNanosWithoutProgress) {
        boolean stuck;
        synchronized (lock) {
            stuck = !closed && !queue.isEmpty() && System.nanoTime() - progress > mostNanosWithoutProgress;
        }
        if (stuck) {
            tooSlow();
        } else {
            beat();
        }
    }

    /** Ends it. */
    final void close() {
        Source ended;
        Runnable action;
        synchronized (lock) {
            if (closed) return;
            closed = true;
            queue.clear();
            ended = source;
            action = afterwards;
        }
        ended.end();
        action.run();
        disconnect();
    }

    final boolean isOpen() {
        synchronized (lock) {
            return !closed;
        }
    }

    /** Sends a frame. */
    final void offer(byte[] frame) {
        if (add(frame, MOST_BYTES)) {
            pump();
        } else if (isOpen()) {
            tooSlow();
        }
    }

    private boolean add(byte[] frame, int mostBytes) {
        synchronized (lock) {
            if (closed || queue.size() >= MOST_MESSAGES || bytes + frame.length > mostBytes) return false;
            if (queue.isEmpty()) progress = System.nanoTime();
            queue.add(frame);
            bytes += frame.length;
            return true;
        }
    }

    /** Takes the next frame. Where there is none, the source is asked for more, once. */
    final Optional<byte[]> next() {
        Optional<byte[]> frame = poll();
        if (frame.isPresent()) return frame;
        Source asked;
        synchronized (lock) {
            if (closed) return Optional.empty();
            asked = source;
        }
        asked.drained();
        return poll();
    }

    private Optional<byte[]> poll() {
        synchronized (lock) {
            byte[] frame = queue.poll();
            if (frame == null) return Optional.empty();
            bytes -= frame.length;
            progress = System.nanoTime();
            return Optional.of(frame);
        }
    }

    private void tooSlow() {
        LOG.info("{} does not keep up and is let go", client);
        close();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Has what can be written now written, by this thread or by one that is at it. */
    final void pump() {
        if (work.getAndIncrement() != 0) return;
        int missed = 1;
        do {
            try {
                drain();
            } catch (IOException | RuntimeException e) {
                LOG.debug("{} cannot be written to", client, e);
                close();
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Writes what can be written now, without waiting. Called by one thread at a time. */
    abstract void drain() throws IOException;

    /** What goes over the wire for a message. */
    abstract byte[] frame(OptionalLong id, byte[] json);

    /** Keeps the connection open. */
    abstract void beat();

    /** Closes the connection. */
    abstract void disconnect();
}
