package dev.pergola.http.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
    private final SettableClock clock = new SettableClock();
    private final FailedLogins failures = new FailedLogins(clock);

    @Test
    void brakesAfterTenInAMinuteAndLetsGoAgain() {
        for (int i = 0; i < FailedLogins.MOST_FAILURES; i++)
            assertThat(failures.failed("a")).isZero();
        clock.advance(Duration.ofSeconds(20));
        assertThat(failures.failed("a")).isEqualTo(Duration.ofSeconds(40));
        assertThat(failures.failed("b")).as("another address").isZero();
        clock.advance(Duration.ofSeconds(40));
        assertThat(failures.failed("a")).isZero();
    }

    @Test
    void brakesNoLongerWhereTheClockIsSetBack() {
        for (int i = 0; i <= FailedLogins.MOST_FAILURES; i++) failures.failed("a");
        clock.advance(Duration.ofHours(-1));
        assertThat(failures.failed("a")).isZero();
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        for (int i = 0; i <= FailedLogins.MOST_FAILURES; i++) failures.failed("a");
        for (int i = 0; i < 1000; i++) failures.failed("other" + i);
        assertThat(failures.failed("a")).isZero();
    }
}
