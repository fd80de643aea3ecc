package dev.pergola.execution.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that makes calls into one instance of a plugin. */
final class Worker extends Thread {
    /** Idle for less than this between two calls: the next one is likely to come soon, too. */
    private static final long SHORT_GAP_NANOS = 100_000;

    private final Threads threads;
    private final WorkerPool pool;
    private final List<Hosted> guests = new ArrayList<>(0);

    private volatile @Nullable Call<?> assigned;
    private volatile boolean asleep;
    private volatile boolean dismissed;
    private volatile boolean retired;
    private @Nullable Call<?> current;
    private boolean eager;

    Worker(Threads threads, WorkerPool pool, Call<?> first) {
        super(threads.group(), null, threads.nextName(), 0, false);
        this.threads = threads;
        this.pool = pool;
        this.assigned = first;
        setDaemon(true);
        setContextClassLoader(pool.loader());
    }

    void assign(Call<?> call) {
        assigned = call;
        if (asleep) LockSupport.unpark(this);
    }

    void dismiss() {
        dismissed = true;
        LockSupport.unpark(this);
    }

    /** Has the thread end after its call. */
    void retire() {
        retired = true;
    }

    /** Notes that code of another instance runs here. */
    void host(Hosted guest) {
        synchronized (guests) {
            if (!guests.contains(guest)) guests.add(guest);
        }
    }

    boolean hasHosted(Hosted guest) {
        synchronized (guests) {
            return guests.contains(guest);
        }
    }

    /** The call that it is at, or about to begin. */
    synchronized @Nullable Call<?> call() {
        return current != null ? current : assigned;
    }

    /** Interrupts the thread if it is at this call, and does nothing to the next one. */
    synchronized void interruptIfAt(Call<?> call) {
        if (current == call) interruptInOurName();
    }

    /** Whoever's time is up may be a plugin that waits for another, and may not interrupt the platform's threads. */
    @SuppressWarnings("removal")
    private void interruptInOurName() {
        AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
            interrupt();
            return null;
        });
    }

    @Override
    public void run() {
        try {
            // Each round is a method of its own, so that no local variable holds on to the last call.
            while (round()) {}
        } finally {
            pool.ended(this);
            threads.ended();
            // Whoever still holds this thread, as a plugin may, holds nothing of the plugins that it served.
            setContextClassLoader(null);
            synchronized (guests) {
                guests.clear();
            }
        }
    }

    private boolean round() {
        if (!awaitCall()) return false;
        Call<?> call = begin();
        if (call == null) return false;
        setContextClassLoader(pool.loader());
        call.runOn(this);
        return !retired || !pool.giveUp(this);
    }

    private synchronized @Nullable Call<?> begin() {
        current = assigned;
        assigned = null;
        return current;
    }

    /** Between the end of the plugin's code and the answer: the thread can be given the next call from here on. */
    void release() {
        synchronized (this) {
            current = null;
        }
        // An interruption that was meant for this call must not meet the next one.
        Thread.interrupted();
        if (!pool.idle(this)) dismissed = true;
    }

    private boolean awaitCall() {
        if (assigned != null) return true;
        if (eager && threads.idleWorkers().await(() -> assigned != null || dismissed) && assigned != null) return true;
        long idleSince = System.nanoTime();
        long left = Nanos.of(threads.idle());
        asleep = true;
        try {
            while (assigned == null) {
                if (dismissed) return false;
                if (left <= 0 && pool.giveUp(this)) return false;
                LockSupport.parkNanos(this, left <= 0 ? 1_000_000 : left);
                Thread.interrupted();
                left = idleSince + Nanos.of(threads.idle()) - System.nanoTime();
            }
        } finally {
            asleep = false;
        }
        eager = System.nanoTime() - idleSince < SHORT_GAP_NANOS;
        return true;
    }
}
