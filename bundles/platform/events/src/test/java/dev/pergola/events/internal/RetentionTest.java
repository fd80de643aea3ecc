package dev.pergola.events.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    @ParameterizedTest
    @CsvSource({"7d,P7D", "12h,PT12H", "30m,PT30M", "90s,PT90S", "500ms,PT0.5S", "P2DT3H,P2DT3H", " 1 D ,P1D"})
    void retentionIsADuration(String text, Duration duration) {
        assertThat(Retention.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "seven", "-P1D", "0s", "999999999999d", "P999999999999D"})
    void whereItIsNoneTheDefaultHolds(String text) {
        assertThat(Retention.parse(text)).isEqualTo(Duration.ofDays(7));
        assertThat(Retention.parse(null)).isEqualTo(Duration.ofDays(7));
    }
}
