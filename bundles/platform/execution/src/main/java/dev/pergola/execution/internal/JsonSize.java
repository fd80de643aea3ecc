package dev.pergola.execution.internal;

import dev.pergola.api.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long JSON-like data is as JSON, in UTF-8, without making the JSON. Counts no further than a limit, so that data
 * without an end, or of which each part is shared a thousand times, costs no more than its beginning.
 */
final class JsonSize {
    /** Deeper than any data that {@link dev.pergola.api.Values} copies. */
    private static final int MAX_DEPTH = 200;
    /** Decimal digits in a bit, rounded up. */
    private static final double DIGITS = 0.30103;
    /** How many characters of a text are counted before looking whether that was enough. */
    private static final int STRIDE = 4096;

    private final long most;
    private long size;

    private JsonSize(long most) {
        this.most = most;
    }

    static long of(@Nullable Object value) {
        return of(value, Long.MAX_VALUE);
    }

    /**
     * The size, where it is no more than a limit; otherwise some number above the limit.
     *
     * @throws IllegalArgumentException where it nests so deep that it may have no bottom
     */
    static long of(@Nullable Object value, long most) {
        JsonSize count = new JsonSize(most);
        count.add(value, 0);
        return count.size;
    }

    private boolean enough() {
        return size > most;
    }

    private void add(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) throw new IllegalArgumentException("Data nests deeper than " + MAX_DEPTH + " levels");
        if (value == null) size += 4;
        else if (value instanceof String text) add(text);
        else if (value instanceof Map<?, ?> map) add(map, depth);
        else if (value instanceof Iterable<?> items) add(items, depth);
        else if (value instanceof byte[] bytes) size += base64(bytes.length);
        else if (value instanceof Bytes bytes) size += base64(bytes.length());
        else size += scalar(value);
    }

    private static long base64(int bytes) {
        return 2 + (bytes + 2L) / 3 * 4;
    }

    private void add(Map<?, ?> map, int depth) {
        size += 1;
        boolean empty = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (enough()) return;
            add(entry.getKey(), depth + 1);
            add(entry.getValue(), depth + 1);
            size += 2;
            empty = false;
        }
        if (empty) size += 1;
    }

    private void add(Iterable<?> items, int depth) {
        size += 1;
        boolean empty = true;
        for (Object item : items) {
            if (enough()) return;
            add(item, depth + 1);
            size += 1;
            empty = false;
        }
        if (empty) size += 1;
    }

    private void add(String text) {
        size += 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') size += 2;
            else if (c < ' ') size += 6;
            else if (c < 0x80) size += 1;
            else if (c < 0x800 || Character.isSurrogate(c)) size += 2;
            else size += 3;
            if (i % STRIDE == 0 && enough()) return;
        }
    }

    private static long scalar(Object value) {
        // As text these would take longer to make, and more memory, the larger they are.
        if (value instanceof BigInteger number) return digits(number);
        if (value instanceof BigDecimal number && number.unscaledValue().bitLength() > Long.SIZE) {
            return digits(number.unscaledValue()) + 2;
        }
        return value instanceof Number || value instanceof Boolean || value instanceof Enum<?>
                ? value.toString().length()
                : 0;
    }

    private static long digits(BigInteger number) {
        if (number.bitLength() <= Long.SIZE) return number.toString().length();
        return (long) (number.bitLength() * DIGITS) + 1 + (number.signum() < 0 ? 1 : 0);
    }
}
