package dev.pergola.jobs.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the scheduler look when there may be something to do: at once, though not more often than every 50 ms. */
final class Waker {
    private static final Logger LOG = LoggerFactory.getLogger(Waker.class);
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What lies further ahead is found by polling. */
    private static final Duration HORIZON = Duration.ofHours(1);

    private final ScheduledExecutorService timer;
    private final Runnable wake;
    private final InstantSource clock;
    private final AtomicBoolean pending = new AtomicBoolean();
    private volatile long last = System.nanoTime() - BETWEEN_NANOS;

    Waker(ScheduledExecutorService timer, Runnable wake, InstantSource clock) {
        this.timer = timer;
        this.wake = wake;
        this.clock = clock;
    }

    void at(Instant time) {
        Duration ahead = Duration.between(clock.instant(), time);
        if (ahead.isNegative() || ahead.isZero()) now();
        else if (ahead.compareTo(HORIZON) <= 0) later(this::now, ahead.toNanos());
    }

    void now() {
        if (!pending.compareAndSet(false, true)) return;
        long since = System.nanoTime() - last;
        later(this::wake, Math.max(0, BETWEEN_NANOS - since));
    }

    private void wake() {
        last = System.nanoTime();
        pending.set(false);
        try {
            wake.run();
        } catch (RuntimeException e) {
            LOG.warn("The queue of jobs could not be looked at; it is tried again with the next job", e);
        }
    }

    private void later(Runnable work, long nanos) {
        try {
            var unused = timer.schedule(work, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The queue is stopping", stopped);
        }
    }
}
