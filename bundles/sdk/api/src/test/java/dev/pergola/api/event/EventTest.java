package dev.pergola.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "pergola/plugin/state/ACTIVE", "my-plugin/v1.0_x"})
    void acceptsTopics(String topic) {
        assertThat(event(topic, Map.of()).topic()).isEqualTo(topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "a/*", "*", "a b", "ä", "a\n"})
    void refusesWhatIsNoTopic(String topic) {
        assertThatThrownBy(() -> event(topic, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slashes");
    }

    @Test
    void boundsTheLengthOfATopic() {
        assertThat(event("a".repeat(255), Map.of()).topic()).hasSize(255);
        assertThatThrownBy(() -> event("a".repeat(256), Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void copiesItsData() {
        Map<String, Object> data = new HashMap<>(Map.of("k", 1));
        Event event = event("a", data);
        data.put("k", 2);

        assertThat(event.data()).isEqualTo(Map.of("k", 1));
        assertThatThrownBy(() -> event.data().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private static Event event(String topic, Map<String, Object> data) {
        return new Event(1, topic, "test", Instant.EPOCH, data);
    }
}
