package dev.pergola.plugins.eventjournal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.event.Event;
import dev.pergola.api.extension.Task;
import dev.pergola.testing.fake.FakeExecutionContext;
import dev.pergola.testing.fake.FakePluginContext;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventJournalTest {
    private final FakePluginContext plugin = FakePluginContext.of("event-journal");
    private final JournalListener listener = new JournalListener();
    private final EventSummary summary = new EventSummary();

    @Test
    void countsByTopic() {
        hear(1, "pergola/plugin/state/ACTIVE");
        hear(2, "pergola/plugin/state/ACTIVE");
        hear(3, "pergola/plugin/deployment/DONE");

        assertThat(summary(Map.of()))
                .containsEntry("total", 3L)
                .containsEntry("lastTopic", "pergola/plugin/deployment/DONE")
                .containsEntry("lastPosition", 3L)
                .containsEntry(
                        "topics", Map.of("pergola/plugin/deployment/DONE", 1L, "pergola/plugin/state/ACTIVE", 2L));
    }

    @Test
    void countsAnEventThatComesTwiceOnce() {
        hear(7, "pergola/plugin/state/ACTIVE");
        hear(7, "pergola/plugin/state/ACTIVE");

        assertThat(summary(Map.of())).containsEntry("total", 1L);
    }

    @Test
    void countsEveryEventThatIsNotRecorded() {
        hear(0, "pergola/plugin/state/ACTIVE");
        hear(0, "pergola/plugin/state/ACTIVE");

        assertThat(summary(Map.of())).containsEntry("total", 2L);
    }

    @Test
    void narrowsTheSummaryToAPrefix() {
        hear(1, "pergola/plugin/state/ACTIVE");
        hear(2, "pergola/plugin/deployment/DONE");

        assertThat(summary(Map.of("prefix", "pergola/plugin/state")))
                .containsEntry("topics", Map.of("pergola/plugin/state/ACTIVE", 1L));
    }

    @Test
    void staysSmallHoweverManyTopicsThereAre() {
        for (int i = 1; i <= Journal.MAX_TOPICS + 50; i++) hear(i, "pergola/plugin/" + i);

        assertThat((Map<?, ?>) summary(Map.of()).get("topics")).hasSize(Journal.MAX_TOPICS + 1);
        assertThat(summary(Map.of("prefix", Journal.OTHERS))).containsEntry("topics", Map.of(Journal.OTHERS, 50L));
    }

    @Test
    void hasHeardNothingAtFirst() {
        assertThat(summary(Map.of())).isEqualTo(Map.of("total", 0L, "topics", Map.of()));
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> summary(Map.of("prefix", 3))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> summary.process(new Task("READ", Map.of()), FakeExecutionContext.of(plugin)))
                .isInstanceOf(UnsupportedTaskTypeException.class);
    }

    private void hear(long position, String topic) {
        listener.onEvent(
                new Event(position, topic, "pergola", Instant.EPOCH, Map.of()), FakeExecutionContext.of(plugin));
    }

    private Map<String, Object> summary(Map<String, Object> input) {
        return summary.process(new Task("EVENT_SUMMARY", input), FakeExecutionContext.of(plugin))
                .output();
    }
}
