package dev.pergola.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
    private final EventRecorder recorder = new EventRecorder();

    @Test
    void givesAnEventThatCameBefore() {
        recorder.record(event(1, "a/b"));
        recorder.record(event(2, "a/b"));

        assertThat(recorder.await("a/*").position()).isEqualTo(1);
        assertThat(recorder.await("a/b", event -> event.position() > 1).position())
                .isEqualTo(2);
        assertThat(recorder.matching("a/b")).hasSize(2);
        assertThat(recorder.matching("b/*")).isEmpty();
    }

    @Test
    void waitsForOneThatComesLater() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Event> awaited = CompletableFuture.supplyAsync(() -> {
            waiting.countDown();
            return recorder.await("a/b");
        });
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        recorder.record(event(1, "other"));
        recorder.record(event(2, "a/b"));

        assertThat(awaited.get(10, TimeUnit.SECONDS).position()).isEqualTo(2);
    }

    @Test
    void saysWhatCameInsteadWhereNoneDid() {
        recorder.record(event(1, "other"));

        assertThatThrownBy(() -> recorder.await("a/b", Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("No event a/b within 1 ms; what came was of the topics [other]");
        assertThatThrownBy(() -> recorder.await("other", event -> false, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("passed the condition");
    }

    @Test
    void forgetsAndStaysSmall() {
        for (int i = 1; i <= 10_001; i++) recorder.record(event(i, "a"));
        assertThat(recorder.all())
                .hasSize(10_000)
                .first()
                .extracting(Event::position)
                .isEqualTo(2L);

        recorder.clear();
        assertThat(recorder.all()).isEmpty();
    }

    private static Event event(long position, String topic) {
        return new Event(position, topic, "test", Instant.EPOCH, Map.of());
    }
}
