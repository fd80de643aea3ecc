package dev.pergola.store.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pergola.api.Bytes;
import dev.pergola.api.Values;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes data as JSON, either exactly or not at all, or else as well as it goes. */
final class JsonWriter {
    /** A number with more digits is none that anybody counts with. */
    static final int MAX_DIGITS = 1_000;
    /** The one key of a map that stands for bytes, which are its value, in Base64. */
    static final String BYTES = "$bytes";
    /** The one key of a map that stands for its value: a map that would be taken for one of these two otherwise. */
    static final String MAP = "$map";

    private final JsonGenerator json;
    private final boolean exactly;

    JsonWriter(JsonGenerator json, boolean exactly) {
        this.json = json;
        this.exactly = exactly;
    }

    void write(Map<String, ?> data) throws IOException {
        write(data, "$", 0);
    }

    private void write(@Nullable Object value, String path, int depth) throws IOException {
        if (value instanceof Bytes bytes) {
            // JSON has no such thing.
            json.writeStartObject();
            json.writeStringField(BYTES, bytes.toBase64());
            json.writeEndObject();
        } else if (value instanceof Map<?, ?> || value instanceof Iterable<?>) {
            // Exact data has been checked for that before.
            if (depth > Values.MAX_DEPTH) json.writeString("…");
            else if (value instanceof Map<?, ?> map) writeMap(map, path, depth);
            else writeList((Iterable<?>) value, path, depth);
        } else if (value instanceof String text) {
            json.writeString(text(text, path));
        } else if (value instanceof Number number) {
            writeNumber(number, path);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Enum<?> constant) {
            json.writeString(constant.name());
        } else if (value == null) {
            json.writeNull();
        } else {
            // Its own text is not asked for: it may be a plugin's, and do anything.
            json.writeString("a " + value.getClass().getName());
        }
    }

    private void writeList(Iterable<?> items, String path, int depth) throws IOException {
        json.writeStartArray();
        int index = 0;
        for (Object item : items) write(item, path + "[" + index++ + "]", depth + 1);
        json.writeEndArray();
    }

    private void writeMap(Map<?, ?> map, String path, int depth) throws IOException {
        boolean wrapped = depth > 0 && looksLikeOurs(map);
        if (wrapped) {
            json.writeStartObject();
            json.writeFieldName(MAP);
        }
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = entry.getKey() instanceof String name ? text(name, path) : "a key that is no text";
            json.writeFieldName(key);
            write(entry.getValue(), path + "." + key, depth + 1);
        }
        json.writeEndObject();
        if (wrapped) json.writeEndObject();
    }

    private static boolean looksLikeOurs(Map<?, ?> map) {
        if (map.isEmpty()) return false;
        Object first = map.keySet().iterator().next();
        return MAP.equals(first) || (BYTES.equals(first) && map.size() == 1);
    }

    private void writeNumber(Number number, String path) throws IOException {
        if (number.getClass().getClassLoader() != null) {
            json.writeString("a " + number.getClass().getName());
            return;
        }
        String digits = number.toString();
        boolean finite = Character.isDigit(digits.charAt(digits.length() - 1));
        if (finite && digits.length() <= MAX_DIGITS) {
            json.writeNumber(digits);
        } else if (exactly) {
            throw new IllegalArgumentException(
                    "The number at " + path + " cannot be kept: it has more than " + MAX_DIGITS + " digits");
        } else {
            json.writeString(finite ? "a number of " + digits.length() + " digits" : digits);
        }
    }

    private String text(String text, String path) {
        if (!exactly) return Text.wellFormed(text);
        if (Text.isWellFormed(text)) return text;
        throw new IllegalArgumentException(
                "The text at " + path + " cannot be kept: it has one half of a surrogate pair");
    }
}
