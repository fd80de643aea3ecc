package dev.pergola.events.internal;

import dev.pergola.api.Bytes;
import dev.pergola.api.event.Event;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bound on what an event may carry. */
final class EventData {
    /** Most bytes of an event's data as JSON. */
    static final int MAX_BYTES = 256 * 1024;

    private EventData() {}

    /**
     * Bytes of an event's data as JSON.
     *
     * @throws IllegalArgumentException where it is too much
     */
    static int bytes(Event event) {
        long bytes = size(event.data());
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("The data of an event may have at most " + MAX_BYTES
                    + " bytes as JSON, but that of " + event.topic() + " from " + event.source() + " has " + bytes
                    + "; send where it can be found instead");
        }
        return (int) bytes;
    }

    private static long size(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            long bytes = 2;
            for (Map.Entry<?, ?> entry : map.entrySet()) bytes += size(entry.getKey()) + 2 + size(entry.getValue());
            return bytes;
        }
        if (value instanceof Iterable<?> items) {
            long bytes = 2;
            for (Object item : items) bytes += size(item) + 1;
            return bytes;
        }
        if (value instanceof String text) return size(text);
        // As text in Base64, in a map of its own.
        if (value instanceof Bytes bytes) return (bytes.length() + 2L) / 3 * 4 + 16;
        return String.valueOf(value).length();
    }

    private static long size(String text) {
        long bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) bytes += 6;
            else if (c == '"' || c == '\\') bytes += 2;
            else if (c < 0x80) bytes += 1;
            // A surrogate pair has four bytes, two for each half.
            else bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
