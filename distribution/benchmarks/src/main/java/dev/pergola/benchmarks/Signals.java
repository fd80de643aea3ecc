package dev.pergola.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Hears what plugins announce of themselves, and when. The latest of each counts. Safe for use from several threads. */
final class Signals implements AutoCloseable {
    private final DatagramSocket socket;
    private final Map<String, Long> heard = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    Signals() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::listen, "signals");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void listen() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException e) {
                return;
            }
            long now = System.nanoTime();
            lock.lock();
            try {
                heard.put(new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8), now);
                arrived.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until something was announced after a moment, and says when that was, both by {@link System#nanoTime}. */
    long await(String announcement, long after, Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            long at;
            while ((at = heard.getOrDefault(announcement, Long.MIN_VALUE)) < after) {
                if (left <= 0)
                    throw new IllegalStateException("Nobody announced '" + announcement + "' in " + patience);
                left = arrived.awaitNanos(left);
            }
            return at;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for '" + announcement + "'", e);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what was announced. */
    void clear() {
        lock.lock();
        try {
            heard.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Waits without wanting anything. */
    static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
