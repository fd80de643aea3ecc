package dev.pergola.jobs.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of a host, on which somebody sets it. */
final class JumpingClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    /** How far it is ahead of the true time from now on; behind it where that is negative. */
    void set(Duration offset) {
        ahead = offset;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
