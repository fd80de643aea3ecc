package dev.pergola.sandbox.internal.egress;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Counts what goes through, and holds all of it together to a rate: whoever is ahead of it waits. */
final class Meter {
    private static final double BITS = 8.0;
    private static final double NANOS_FOR_MEGABIT = 1_000.0;
    /** How far it may be ahead, so that what is short does not wait. */
    private static final long AHEAD_NANOS = 200_000_000L;

    private final double nanosForByte;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private long paidUntil = System.nanoTime() - AHEAD_NANOS;

    /** With so many megabits in a second; zero for any number. */
    Meter(int megabits) {
        this.nanosForByte = megabits == 0 ? 0 : BITS * NANOS_FOR_MEGABIT / megabits;
    }

    /** Bytes have come for the sandbox. */
    void received(int bytes) {
        received.addAndGet(bytes);
        hold(bytes);
    }

    /** Bytes have gone from it. */
    void sent(int bytes) {
        sent.addAndGet(bytes);
        hold(bytes);
    }

    private void hold(int bytes) {
        long end = pay(bytes);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) return;
        }
    }

    private synchronized long pay(int bytes) {
        paidUntil = Math.max(paidUntil, System.nanoTime() - AHEAD_NANOS) + (long) (bytes * nanosForByte);
        return paidUntil;
    }

    long receivedBytes() {
        return received.get();
    }

    long sentBytes() {
        return sent.get();
    }
}
