package dev.pergola.api.event;

import dev.pergola.api.Values;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that happened.
 *
 * @param position place in the durable order of all events, starting at 1; 0 for one that is not recorded
 * @param topic what kind of thing, as words separated by slashes, such as {@code pergola/plugin/ACTIVE}
 * @param source id of the plugin that sent it, or {@code pergola}
 * @param time when
 * @param data details, JSON-like data
 */
public record Event(long position, String topic, String source, Instant time, Map<String, Object> data) {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");

    /** Checks the topic and copies the data. */
    public Event {
        if (topic.length() > 255 || !TOPIC.matcher(topic).matches()) {
            throw new IllegalArgumentException(
                    "A topic is words of letters, digits, '_', '-' and '.', separated by slashes, but is: " + topic);
        }
        data = Values.copyOf(data);
    }
}
