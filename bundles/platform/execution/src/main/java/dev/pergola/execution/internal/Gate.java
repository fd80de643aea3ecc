package dev.pergola.execution.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way into one instance of a plugin: counts who is inside, and closes. Calls take a slot, of which there are only so
 * many; visits, such as those of interceptors and of the lifecycle, take none. A call that was given up while its thread
 * is still inside lingers.
 */
final class Gate {
    enum Entry {
        ENTERED,
        FULL,
        CLOSED
    }

    private static final long CLOSED = 1L << 62;
    private static final int VISITS = 24;
    private static final long VISIT = 1L << VISITS;
    private static final long SLOTS = VISIT - 1;

    private final AtomicLong state = new AtomicLong();
    private final AtomicInteger lingering = new AtomicInteger();
    private final Object emptied = new Object();

    Entry enter(int slots) {
        for (; ; ) {
            long now = state.get();
            if ((now & CLOSED) != 0) return Entry.CLOSED;
            if ((now & SLOTS) >= slots) return Entry.FULL;
            if (state.compareAndSet(now, now + 1)) return Entry.ENTERED;
        }
    }

    void leave() {
        tell(state.decrementAndGet());
    }

    /** Enters without taking a slot; tells whether the gate was open. */
    boolean visit() {
        for (; ; ) {
            long now = state.get();
            if ((now & CLOSED) != 0) return false;
            if (state.compareAndSet(now, now + VISIT)) return true;
        }
    }

    /** Visits, even where the gate is closed. */
    void visitAnyway() {
        state.addAndGet(VISIT);
    }

    void endVisit() {
        tell(state.addAndGet(-VISIT));
    }

    /** Goes before {@link #leave} or {@link #endVisit}, so that nobody sees the instance empty in between. */
    void linger() {
        lingering.incrementAndGet();
    }

    void endLingering() {
        lingering.decrementAndGet();
        tell(state.get());
    }

    void close() {
        tell(state.updateAndGet(now -> now | CLOSED));
    }

    boolean closed() {
        return (state.get() & CLOSED) != 0;
    }

    /** Waits until nobody is inside, and tells whether that came true in time. */
    boolean awaitEmpty(Duration time) throws InterruptedException {
        long end = System.nanoTime() + Nanos.of(time);
        synchronized (emptied) {
            while (!empty()) {
                long left = end - System.nanoTime();
                if (left <= 0) return false;
                emptied.wait(left / 1_000_000 + 1);
            }
            return true;
        }
    }

    private boolean empty() {
        return (state.get() & ~CLOSED) == 0 && lingering.get() == 0;
    }

    private void tell(long now) {
        if ((now & CLOSED) == 0 || !empty()) return;
        synchronized (emptied) {
            emptied.notifyAll();
        }
    }
}
