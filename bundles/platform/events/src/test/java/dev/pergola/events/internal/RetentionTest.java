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

    @ParameterizedTest
    @CsvSource({"1000,1000", "' 7 ',7", "0,500000", "-5,500000", "many,500000", "'',500000"})
    void readsHowManyEventsToKeep(String text, long rows) {
        assertThat(Retention.Bounds.of(null, text).rows()).isEqualTo(rows);
    }
}
