package dev.pergola.plugins.eventjournal;

import dev.pergola.api.StateStore;
import dev.pergola.api.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counters by topic in a plugin's state, bounded in number: topics beyond the bound are counted together. */
final class Journal {
    static final int MAX_TOPICS = 200;
    static final String OTHERS = "others";
    private static final String KEY = "journal";
    private final StateStore state;

    Journal(StateStore state) {
        this.state = state;
    }

    /** Counts an event, unless it has been counted: the same position may come twice after a crash. */
    void record(Event event) {
        state.update(KEY, old -> {
            if (event.position() != 0 && event.position() <= number(old.get("lastPosition"))) return old;
            Map<String, Object> topics = topics(old);
            String topic = topics.containsKey(event.topic()) || topics.size() < MAX_TOPICS ? event.topic() : OTHERS;
            topics.put(topic, number(topics.get(topic)) + 1);
            Map<String, Object> next = new LinkedHashMap<>();
            next.put("total", number(old.get("total")) + 1);
            next.put("lastPosition", Math.max(event.position(), number(old.get("lastPosition"))));
            next.put("lastTopic", event.topic());
            next.put("lastTime", event.time().toString());
            next.put("topics", topics);
            return next;
        });
    }

    /** What was heard, of topics that start with a prefix. */
    Map<String, Object> summary(String prefix) {
        Map<String, Object> stored = state.get(KEY).orElse(Map.of());
        Map<String, Object> summary = new LinkedHashMap<>(stored);
        Map<String, Object> topics = topics(stored);
        topics.keySet().removeIf(topic -> !topic.startsWith(prefix));
        summary.put("topics", topics);
        summary.putIfAbsent("total", 0L);
        return summary;
    }

    private static Map<String, Object> topics(Map<String, Object> stored) {
        Map<String, Object> topics = new TreeMap<>();
        if (stored.get("topics") instanceof Map<?, ?> known) {
            known.forEach((topic, count) -> topics.put(String.valueOf(topic), number(count)));
        }
        return topics;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
