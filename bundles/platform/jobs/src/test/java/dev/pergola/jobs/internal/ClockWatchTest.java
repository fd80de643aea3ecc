package dev.pergola.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** R33. */
class ClockWatchTest {
    private Instant told = Instant.parse("2026-01-01T12:00:00Z");
    private long nanos = Long.MAX_VALUE - 5;
    private final ClockWatch watch = new ClockWatch(() -> told, () -> nanos);

    private void pass(Duration time, Duration byTheClock) {
        nanos += time.toNanos();
        told = told.plus(byTheClock);
    }

    @Test
    void whileTheClockGoesAsTimeDoesItWasNotSet() {
        pass(Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(watch.setBack()).isZero();
        pass(Duration.ofSeconds(2), Duration.ofMillis(1500));
        assertThat(watch.setBack()).as("put right by a little").isZero();
        pass(Duration.ofSeconds(2), Duration.ofHours(1));
        assertThat(watch.setBack()).as("set forward").isZero();
    }

    @Test
    void thatItWasSetBackIsToldOnceAndHowFar() {
        pass(Duration.ofSeconds(2), Duration.ofHours(-1));
        assertThat(watch.setBack()).isEqualTo(Duration.ofHours(1).plusSeconds(2));
        pass(Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(watch.setBack()).isZero();
    }
}
