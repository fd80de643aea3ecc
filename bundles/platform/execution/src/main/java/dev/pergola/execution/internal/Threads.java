package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * What the worker threads of all instances have in common: how many there may be, what they are called, and who may
 * spin. Handing a call to another thread and back costs 10 to 20 µs where both threads sleep, and under 1 µs where they
 * spin; so short calls in quick succession spin, a few threads at a time, and all else sleeps.
 */
final class Threads {
    private static final long CALLER_SPINS_NANOS = 20_000;
    private static final long WORKER_SPINS_NANOS = 100_000;
    private static final int MOST_SPINNERS = Math.max(0, Runtime.getRuntime().availableProcessors() / 2);

    private final int most;
    private final Duration idle;
    private final ThreadGroup group;
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicLong named = new AtomicLong();
    private final Spinners waitingCallers = new Spinners(CALLER_SPINS_NANOS);
    private final Spinners idleWorkers = new Spinners(WORKER_SPINS_NANOS);

    Threads(int most, Duration idle) {
        this.most = most;
        this.idle = idle;
        this.group = Thread.currentThread().getThreadGroup();
    }

    Duration idle() {
        return idle;
    }

    ThreadGroup group() {
        return group;
    }

    String nextName() {
        return "pergola-call-" + named.incrementAndGet();
    }

    Spinners waitingCallers() {
        return waitingCallers;
    }

    Spinners idleWorkers() {
        return idleWorkers;
    }

    int alive() {
        return alive.get();
    }

    /** Starts a worker. Called on any thread, a plugin's among them, of which the new thread must inherit nothing. */
    @SuppressWarnings("removal") // On Java 17 to 23 a thread keeps the protection domains of whoever made it.
    void start(WorkerPool pool, Call<?> first) {
        if (alive.incrementAndGet() > most && first.order().mode() != Order.Mode.LIFECYCLE) {
            alive.decrementAndGet();
            throw new Refused(
                    Refusal.BUSY,
                    "All " + most + " threads for calls into plugins are in use; try again later, or raise"
                            + " pergola.execution.threads");
        }
        try {
            AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
                Worker worker = new Worker(this, pool, first);
                pool.add(worker);
                try {
                    worker.start();
                } catch (Throwable noThread) {
                    pool.ended(worker);
                    throw noThread;
                }
                return null;
            });
        } catch (OutOfMemoryError noThread) {
            alive.decrementAndGet();
            throw new Refused(
                    Refusal.BUSY, "The operating system gives no more threads; try again later, or raise its limit");
        }
    }

    void ended() {
        alive.decrementAndGet();
    }

    /** Threads that wait without sleeping: never so many that the others get no processor. */
    static final class Spinners {
        private final AtomicInteger spinning = new AtomicInteger();
        private final long nanos;

        Spinners(long nanos) {
            this.nanos = nanos;
        }

        /** Spins for a short time until the condition holds; tells whether it does. */
        boolean await(BooleanSupplier condition) {
            if (condition.getAsBoolean()) return true;
            if (spinning.incrementAndGet() > MOST_SPINNERS) {
                spinning.decrementAndGet();
                return condition.getAsBoolean();
            }
            try {
                long end = System.nanoTime() + nanos;
                do {
                    for (int i = 0; i < 16; i++) {
                        if (condition.getAsBoolean()) return true;
                        Thread.onSpinWait();
                    }
                    // Whom this thread waits for may be queued behind it on the same processor.
                    Thread.yield();
                } while (System.nanoTime() < end);
                return condition.getAsBoolean();
            } finally {
                spinning.decrementAndGet();
            }
        }
    }
}
