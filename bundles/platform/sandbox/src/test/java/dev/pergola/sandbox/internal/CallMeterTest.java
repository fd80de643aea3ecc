package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.SandboxUsage;
import dev.pergola.sandbox.Usage;
import dev.pergola.worker.link.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallMeterTest {
    private static final Usage BEFORE = new Usage(100, Duration.ofSeconds(1), 9, 10, 20, 5, 30, 40, 0);
    private static final Usage AFTER = new Usage(300, Duration.ofSeconds(3), 9, 11, 22, 7, 33, 44, 1);

    private Usage now = BEFORE;
    private final List<Long> asked = new ArrayList<>();
    private final CallMeter meter = new CallMeter(this::usage);

    private Usage usage(long nanos) {
        asked.add(nanos);
        return now;
    }

    @Test
    void whatFlowedIsTheDifferenceAndWhatIsThereIsAsItIsNow() {
        now = AFTER;

        assertThat(meter.stop(new Message.Usage(7, 8)))
                .returns(Duration.ofNanos(7), usage -> usage.cpuTime())
                .returns(8L, usage -> usage.allocatedBytes())
                .returns(
                        new SandboxUsage(300, 3, 7, 7), usage -> usage.sandbox().orElseThrow());
    }

    @Test
    void theTimeOfTheProcessStandsForThatOfAThreadThatTellsNothingAnyMore() {
        now = AFTER;

        assertThat(meter.stop().cpuTime()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void figuresThatASandboxMakesUpAreNoLessThanNothing() {
        now = Usage.NONE;

        assertThat(meter.stop(new Message.Usage(-1, -1)))
                .returns(Duration.ZERO, usage -> usage.cpuTime())
                .returns(0L, usage -> usage.allocatedBytes())
                .returns(new SandboxUsage(0, 0, 0, 0), usage -> usage.sandbox().orElseThrow());
        assertThat(meter.stop().cpuTime()).isZero();

        assertThat(meter.stop(new Message.Usage(Long.MAX_VALUE, Long.MAX_VALUE)))
                .satisfies(usage -> assertThat(usage.cpuTime()).isLessThan(Duration.ofMinutes(1)))
                .satisfies(usage -> assertThat(usage.allocatedBytes()).isLessThan(Long.MAX_VALUE / 2));
    }

    @Test
    void whoeverTellsHowMuchWasUsedKnowsHowLongTheCallTook() {
        var unused = meter.stop();

        assertThat(asked).hasSize(2).first().isEqualTo(0L);
        assertThat(asked.get(1)).isPositive();
    }
}
