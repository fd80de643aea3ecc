package dev.pergola.execution.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long JSON-like data is as JSON, in UTF-8, without making the JSON. */
final class JsonSize {
    private JsonSize() {}

    static long of(@Nullable Object value) {
        if (value == null) return 4;
        if (value instanceof String text) return text(text);
        if (value instanceof Map<?, ?> map) {
            long size = 2 + Math.max(0, map.size() - 1);
            for (Map.Entry<?, ?> entry : map.entrySet()) size += of(entry.getKey()) + 1 + of(entry.getValue());
            return size;
        }
        if (value instanceof Iterable<?> items) {
            long size = 1;
            boolean empty = true;
            for (Object item : items) {
                size += 1 + of(item);
                empty = false;
            }
            return empty ? 2 : size;
        }
        return value.toString().length();
    }

    private static long text(String text) {
        long size = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') size += 2;
            else if (c < ' ') size += 6;
            else if (c < 0x80) size += 1;
            else if (c < 0x800 || Character.isSurrogate(c)) size += 2;
            else size += 3;
        }
        return size;
    }
}
