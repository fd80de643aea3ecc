package dev.pergola.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON-like data: maps with string keys, lists, strings, booleans, finite numbers, {@link Bytes}, and null inside of a map or
 * list. What
 * crosses between plugin and platform is copied by this class, so neither side can change it afterwards, and no object
 * of a plugin's own class outlives the plugin.
 */
public final class Values {
    /** How deep data may nest. */
    public static final int MAX_DEPTH = 64;

    private Values() {}

    /**
     * Copies a map, deeply. The copy is unmodifiable and keeps the order of its keys.
     *
     * @throws IllegalArgumentException where a value is of another type or a number is not finite, a key is no string,
     *     or the nesting is deeper than {@link #MAX_DEPTH}; the message names the path to the value
     */
    public static Map<String, Object> copyOf(Map<String, ?> map) {
        return copyMap(map, "$", 0);
    }

    private static Map<String, Object> copyMap(Map<?, ?> map, String path, int depth) {
        if (depth > MAX_DEPTH) throw new IllegalArgumentException("Data nests deeper than " + MAX_DEPTH + " levels");
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("A key at " + path + " is not a string");
            }
            copy.put(key, copyValue(entry.getValue(), path + "." + key, depth + 1));
        }
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object copyValue(@Nullable Object value, String path, int depth) {
        if (value == null || value instanceof String || value instanceof Boolean || isPlainNumber(value)) return value;
        if (value instanceof Bytes) return value;
        if (value instanceof byte[] bytes) return Bytes.of(bytes);
        if (value instanceof Map<?, ?> map) return copyMap(map, path, depth);
        if (value instanceof Collection<?> items) {
            if (depth > MAX_DEPTH)
                throw new IllegalArgumentException("Data nests deeper than " + MAX_DEPTH + " levels");
            List<@Nullable Object> copy = new ArrayList<>();
            for (Object item : items) copy.add(copyValue(item, path + "[" + copy.size() + "]", depth + 1));
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Enum<?> constant) return constant.name();
        if (value instanceof Double || value instanceof Float) {
            throw new IllegalArgumentException("The value at " + path + " is " + value + ", which JSON cannot carry");
        }
        throw new IllegalArgumentException("The value at " + path + " is of type "
                + value.getClass().getName() + "; use a map, list, string, number, boolean or bytes");
    }

    private static boolean isPlainNumber(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || (value instanceof Double number && Double.isFinite(number))
                || (value instanceof Float number && Float.isFinite(number))
                || value instanceof Short
                || value instanceof Byte
                || value.getClass() == java.math.BigDecimal.class
                || value.getClass() == java.math.BigInteger.class;
    }
}
