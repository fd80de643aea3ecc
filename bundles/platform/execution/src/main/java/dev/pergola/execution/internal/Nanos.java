package dev.pergola.execution.internal;

import java.time.Duration;

/** Durations for arithmetic with {@link System#nanoTime}. */
final class Nanos {
    private static final Duration MOST = Duration.ofDays(365);

    private Nanos() {}

    /** Nanoseconds of a duration, between zero and a year, so that sums do not overflow. */
    static long of(Duration duration) {
        if (duration.isNegative()) return 0;
        return duration.compareTo(MOST) > 0 ? MOST.toNanos() : duration.toNanos();
    }
}
