package dev.pergola.telemetry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.telemetry.HealthIndicator;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import dev.pergola.telemetry.RuntimeHealth.HealthReport;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
    void isUpWhenNothingComplains() {
        HealthReport report = asking(of("store", () -> new Indication(HealthStatus.UP, "ok")));

        assertThat(report.status()).isEqualTo(HealthStatus.UP);
        assertThat(report.parts()).containsOnlyKeys("store");
    }

    @Test
    void isAsBadAsItsWorstPart() {
        HealthReport report = asking(
                of("store", () -> new Indication(HealthStatus.UP, "ok")),
                of("plugins", () -> new Indication(HealthStatus.DEGRADED, "one failed")));

        assertThat(report.status()).isEqualTo(HealthStatus.DEGRADED);
    }

    @Test
    void onePartThatThrowsOrHangsIsDownAndTheOthersAnswer() {
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
        assertThat(report.parts().get("hanging").message()).contains("has not answered");
        assertThat(report.parts().get("throwing").message()).contains("broken");
        assertThat(report.parts().get("well").status()).isEqualTo(HealthStatus.UP);
    }

    @Test
    void oneThatHangsIsAskedOnlyOnceUntilItAnswers() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        indicators.addIndicator(of("hanging", () -> {
            asked.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return new Indication(HealthStatus.UP, "ok");
        }));

        assertThat(indicators.report().status()).isEqualTo(HealthStatus.DOWN);
        assertThat(indicators.report().status()).isEqualTo(HealthStatus.DOWN);
        assertThat(asked).hasValue(1);

        release.countDown();
        await().until(() -> indicators.report().status() == HealthStatus.UP);
    }

    @Test
    void indicatorsMayComeAndGo() {
        HealthIndicator down = of("down", () -> new Indication(HealthStatus.DOWN, "no"));
        assertThat(indicators.report().parts()).isEmpty();
        indicators.addIndicator(down);
        assertThat(indicators.report().status()).isEqualTo(HealthStatus.DOWN);
        indicators.removeIndicator(down);
        assertThat(indicators.report().status()).isEqualTo(HealthStatus.UP);
    }

    @Test
    void ofTwoWithOneNameTheWorseCounts() {
        HealthReport report = asking(
                of("same", () -> new Indication(HealthStatus.DEGRADED, "worse")),
                of("same", () -> new Indication(HealthStatus.UP, "better")));

        assertThat(report.parts()).containsOnlyKeys("same");
        assertThat(report.parts().get("same").message()).isEqualTo("worse");
    }

    @Test
    void whatHostileOnesSayIsBoundedAndGuarded() {
        HealthReport report = asking(
                of("n".repeat(5_000), () -> new Indication(HealthStatus.UP, "m".repeat(5_000))),
                of("null", () -> null),
                of("nothing", () -> new Indication(HealthStatus.UP, null)),
                of("error", () -> {
                    throw new StackOverflowError();
                }),
                of("worse", () -> {
                    throw new IllegalStateException() {
                        @Override
                        public String getMessage() {
                            throw new IllegalStateException("ha");
                        }
                    };
                }),
                new HealthIndicator() {
                    @Override
                    public String name() {
                        throw new IllegalStateException("no name");
                    }

                    @Override
                    public Indication indicate() {
                        return new Indication(HealthStatus.UP, "ok");
                    }
                });

        assertThat(report.parts()).hasSize(6).allSatisfy((name, part) -> {
            assertThat(name).hasSizeLessThan(1_100);
            assertThat(part.message()).hasSizeLessThan(1_100);
        });
        assertThat(report.parts().get("null").message()).isEqualTo("answered null");
        assertThat(report.parts().get("nothing").message()).isEmpty();
        assertThat(report.parts().get("error").message()).isEqualTo("threw java.lang.StackOverflowError");
    }

    @Test
    void whoIsInterruptedWhileAskingIsToldAndStaysInterrupted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        indicators.addIndicator(of("hanging", () -> {
            try {
                never.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return new Indication(HealthStatus.UP, "ok");
        }));
        Thread.currentThread().interrupt();

        assertThat(indicators.report().parts().values())
                .singleElement()
                .satisfies(part -> assertThat(part.message()).contains("interrupted"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void afterTheEndNobodyIsAsked() {
        indicators.addIndicator(of("store", () -> new Indication(HealthStatus.UP, "ok")));
        indicators.stop();

        assertThat(indicators.report().status()).isEqualTo(HealthStatus.DOWN);
    }

    private HealthReport asking(HealthIndicator... parts) {
        for (HealthIndicator part : parts) indicators.addIndicator(part);
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
