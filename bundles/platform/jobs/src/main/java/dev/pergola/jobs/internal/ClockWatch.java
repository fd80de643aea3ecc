package dev.pergola.jobs.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Finds out that somebody has set the clock: then it does not tell what it told before and the time since. */
final class ClockWatch {
    /** By less than this it is set all the time, to keep it right. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private Instant told;
    private long at;

    /** With a clock and what it is compared with, in nanoseconds as {@link System#nanoTime} has them. */
    ClockWatch(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.told = clock.instant();
        this.at = nanos.getAsLong();
    }

    /** How far it has been set back since this was last asked; zero where it was not. */
    synchronized Duration setBack() {
        long nowNanos = nanos.getAsLong();
        Instant now = clock.instant();
        Duration back = Duration.between(now, told.plusNanos(nowNanos - at));
        told = now;
        at = nowNanos;
        return back.compareTo(LEAST) < 0 ? Duration.ZERO : back;
    }
}
