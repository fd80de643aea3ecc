package dev.pergola.telemetry.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.telemetry.HealthIndicator;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import dev.pergola.telemetry.RuntimeHealth.HealthReport;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the runtime is (R281, R319). */
class IndicatorsTest {
    private final Indicators indicators = new Indicators();

    @AfterEach
    void stop() {
        indicators.stop();
    }

    @Test
    void isUpWhenNothingComplains() throws Exception {
        HealthReport report = asking(of("store", () -> new Indication(HealthStatus.UP, "ok")));

        assertThat(report.status()).isEqualTo(HealthStatus.UP);
        assertThat(report.parts()).containsOnlyKeys("store");
    }

    @Test
    void isAsBadAsItsWorstPart() throws Exception {
        HealthReport report = asking(
                of("store", () -> new Indication(HealthStatus.UP, "ok")),
                of("plugins", () -> new Indication(HealthStatus.DEGRADED, "one failed")));

        assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);
    }

    @Test
    void onePartThatThrowsOrHangsIsDownAndTheOthersAnswer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HealthReport report = asking(
                of("hanging", () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new Indication(HealthStatus.UP, "late");
                }),
                of("throwing", () -> {
                    throw new IllegalStateException("broken");
                }),
                of("well", () -> new Indication(HealthStatus.UP, "ok")));

        assertThat(report.status()).isEqualTo(HealthStatus.DOWN);
        assertThat(report.parts().get("hanging").message()).contains("did not answer");
        assertThat(report.parts().get("throwing").message()).contains("broken");
        assertThat(report.parts().get("well").status()).isEqualTo(HealthStatus.UP);
    }

    private HealthReport asking(HealthIndicator... parts) throws Exception {
        Field field = Indicators.class.getDeclaredField("indicators");
        field.setAccessible(true);
        field.set(indicators, List.of(parts));
        return indicators.report();
    }

    private static HealthIndicator of(String name, Supplier<Indication> answer) {
        return new HealthIndicator() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Indication indicate() {
                return answer.get();
            }
        };
    }
}
