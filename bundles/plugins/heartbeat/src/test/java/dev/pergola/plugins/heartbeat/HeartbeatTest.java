package dev.pergola.plugins.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.testing.fake.FakeConfiguration;
import dev.pergola.testing.fake.FakePluginContext;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final FakePluginContext plugin = FakePluginContext.of("heartbeat");
    private final AtomicLong heapUsed = new AtomicLong(10);
    private final AtomicInteger taken = new AtomicInteger();
    private final Heartbeat heartbeat = new Heartbeat(configuration(Map.of("intervalMillis", 5L)), this::sample);

    @AfterEach
    void stop() throws InterruptedException {
        heartbeat.stop();
    }

    @Test
    void keepsASummaryOfTheLatestSamples() {
        heartbeat.configure(configuration(Map.of("intervalMillis", 5L, "window", 3)));
        heartbeat.start(plugin);

        await().untilAsserted(() -> assertThat(summary()).containsEntry("samples", 3));
        heapUsed.set(40);
        await().untilAsserted(() -> assertThat(summary())
                .containsEntry("heapUsed", Map.of("min", 40L, "mean", 40L, "max", 40L))
                .containsEntry("samples", 3)
                .containsKey("since"));
    }

    @Test
    void tellsOfEverySample() {
        heartbeat.start(plugin);

        await().untilAsserted(() -> assertThat(plugin.events().sent(Heartbeat.BEAT))
                .hasSizeGreaterThan(2)
                .allSatisfy(event -> assertThat(event.data()).containsKeys("time", "heapPercent", "threads")));
    }

    @Test
    void raisesAndEndsTheAlarmOnce() {
        heartbeat.start(plugin);
        heapUsed.set(95);
        await().until(() -> !plugin.events().sent(Heartbeat.HEAP_HIGH).isEmpty());
        int before = taken.get();
        await().until(() -> taken.get() > before + 2);
        heapUsed.set(50);
        await().until(() -> !plugin.events().sent(Heartbeat.HEAP_NORMAL).isEmpty());

        assertThat(plugin.events().sent(Heartbeat.HEAP_HIGH)).hasSize(1);
    }

    @Test
    void goesOnAfterABeatThatFailed() {
        heapUsed.set(-1);
        heartbeat.start(plugin);
        await().until(() -> taken.get() > 1);
        heapUsed.set(20);

        await().untilAsserted(() ->
                assertThat(plugin.state().get(Heartbeat.STATE_KEY)).isPresent());
    }

    @Test
    void hasEndedItsThreadWhenStopReturns() throws InterruptedException {
        heartbeat.start(plugin);
        await().until(() -> taken.get() > 0);
        heartbeat.stop();
        int after = taken.get();

        // The executor has terminated; the JVM may take another moment to strike the thread off its list.
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("heartbeat")));
        assertThat(taken).hasValue(after);
    }

    @Test
    void canBeStartedAgain() throws InterruptedException {
        heartbeat.start(plugin);
        heartbeat.stop();
        int before = taken.get();
        heartbeat.start(plugin);

        await().until(() -> taken.get() > before);
    }

    @Test
    void samplesTheRealJvm() {
        Sample sample = Sample.take();

        assertThat(sample.heapUsed()).isPositive().isLessThanOrEqualTo(sample.heapMax());
        assertThat(sample.threads()).isPositive();
        assertThat(sample.heapPercent()).isBetween(0, 100);
    }

    private Map<String, Object> summary() {
        return plugin.state().get(Heartbeat.STATE_KEY).orElse(Map.of());
    }

    private Sample sample() {
        taken.incrementAndGet();
        if (heapUsed.get() < 0) throw new IllegalStateException("no heap today");
        return new Sample(Instant.now(), heapUsed.get(), 100, 7, -1);
    }

    private static HeartbeatConfiguration configuration(Map<String, Object> values) {
        return FakeConfiguration.of(HeartbeatConfiguration.class, values);
    }
}
