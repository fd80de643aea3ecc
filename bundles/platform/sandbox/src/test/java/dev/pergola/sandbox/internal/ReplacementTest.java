package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplacementTest {
    private static final long MEGABYTE = 1L << 20;
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Replacement replacement = new Replacement(1000, Duration.ofHours(1), 90);

    @Test
    void aSandboxStaysWhileItIsYoungAndSmall() {
        assertThat(replacement.isDue(999, YOUNG, 360 * MEGABYTE, 400)).isFalse();
    }

    @Test
    void itGoesAfterItsCallsItsTimeOrWithMostOfItsMemory() {
        assertThat(replacement.isDue(1000, YOUNG, 0, 400)).isTrue();
        assertThat(replacement.isDue(0, Duration.ofHours(1), 0, 400)).isTrue();
        assertThat(replacement.isDue(10, YOUNG, 361 * MEGABYTE, 400)).isTrue();
    }

    @Test
    void oneThatNeedsThatMuchFromTheStartIsNotReplacedWithEachCall() {
        assertThat(replacement.isDue(9, YOUNG, 399 * MEGABYTE, 400)).isFalse();
    }

    @Test
    void atAHundredPercentNeverForItsMemory() {
        assertThat(new Replacement(1000, Duration.ofHours(1), 100).isDue(10, YOUNG, 500 * MEGABYTE, 400))
                .isFalse();
    }

    @Test
    void whereNobodyTellsHowMuchItHasItStays() {
        assertThat(replacement.isDue(0, YOUNG, 0, 400)).isFalse();
    }
}
