package dev.pergola.worker.link;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes of a link. Its channel does not block, as Java closes one that does where the thread that uses it is interrupted,
 * and whoever sends may be.
 */
final class Wire implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int PART = 128 * 1024;

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private final ReentrantLock turn = new ReentrantLock();

    /** Takes the channel over, and closes it where it is of no use. */
    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        try {
            channel.configureBlocking(false);
            readable = selector(channel, SelectionKey.OP_READ);
            writable = selector(channel, SelectionKey.OP_WRITE);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Selector selector(SocketChannel channel, int what) throws IOException {
        Selector selector = Selector.open();
        channel.register(selector, what);
        return selector;
    }

    /**
     * Writes all of it, in one piece, whoever else writes. A thread that is interrupted does so too, unless the other end does
     * not take it.
     *
     * @throws LinkException where it does not
     */
    void write(ByteBuffer bytes) throws IOException {
        Sender sender = new Sender();
        try {
            sender.takeTurn();
            try {
                while (bytes.hasRemaining()) if (passPart(bytes, channel::write) == 0) sender.awaitRoom();
            } finally {
                turn.unlock();
            }
        } finally {
            sender.leave();
        }
    }

    /**
     * Reads until it is full.
     *
     * @param mayEnd whether the other end may have closed the channel instead
     * @return whether it is full
     */
    boolean fill(ByteBuffer buffer, boolean mayEnd) throws IOException {
        while (buffer.hasRemaining()) {
            int read = passPart(buffer, channel::read);
            if (read < 0 && mayEnd && buffer.position() == 0) return false;
            if (read < 0) throw new EOFException("A message is cut off");
            if (read > 0) continue;
            await(readable, 0);
            if (!Thread.currentThread().isInterrupted()) continue;
            close();
            throw new ClosedByInterruptException();
        }
        return true;
    }

    /** Until there is something to do, the thread is interrupted, or time is up; that is never, where it is 0. */
    private void await(Selector selector, long millis) throws IOException {
        try {
            selector.select(millis);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    /** What a channel does with a buffer. */
    private interface Pass {
        int pass(ByteBuffer buffer) throws IOException;
    }

    /** The JVM copies what it is given into memory outside of the heap, which each thread keeps: so it is given little. */
    private static int passPart(ByteBuffer buffer, Pass to) throws IOException {
        int end = buffer.limit();
        buffer.limit(Math.min(end, buffer.position() + PART));
        try {
            return to.pass(buffer);
        } finally {
            buffer.limit(end);
        }
    }

    /** A thread that writes. Once it is interrupted it waits for a little, as half a message is the end of the link. */
    private final class Sender {
        private boolean interrupted;
        private long until;

        void takeTurn() {
            while (true) {
                try {
                    if (!interrupted) turn.lockInterruptibly();
                    else if (!turn.tryLock(left(), TimeUnit.NANOSECONDS)) throw deaf();
                    return;
                } catch (InterruptedException e) {
                    noteInterrupt();
                }
            }
        }

        void awaitRoom() throws IOException {
            if (interrupted && left() <= 0) throw deaf();
            await(writable, interrupted ? TimeUnit.NANOSECONDS.toMillis(left()) + 1 : 0);
            if (Thread.interrupted()) noteInterrupt();
        }

        private void noteInterrupt() {
            if (!interrupted) until = System.nanoTime() + PATIENCE_NANOS;
            interrupted = true;
        }

        private long left() {
            return until - System.nanoTime();
        }

        private LinkException deaf() {
            close();
            return new LinkException("The other end does not listen");
        }

        /** What was done to its thread meanwhile is done to it now. */
        void leave() {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Wakes whoever waits; they are told. */
    @Override
    public void close() {
        try (channel;
                readable;
                writable) {
            // A selector that is open would keep its channel half open.
        } catch (IOException gone) {
            // It is of no use any more either way.
        }
    }
}
