package dev.pergola.testing.fake;

import dev.pergola.api.Bytes;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.StateStore;
import dev.pergola.api.Values;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A state store in memory, with the limits of the real one: keys of at most 255 characters, and a quota. Sizes are
 * those of the values' text, which is near to, but not exactly, what the platform counts. Safe for use from several
 * threads.
 */
public final class FakeStateStore implements StateStore {
    /** The quota where none is given, in bytes. */
    public static final long DEFAULT_QUOTA = 100L * 1024 * 1024;

    private static final int MAX_KEY = 255;
    private final Map<String, Map<String, Object>> values = new TreeMap<>();
    private final long quota;

    /** Empty, with the default quota. */
    public FakeStateStore() {
        this(DEFAULT_QUOTA);
    }

    /** Empty, with a quota in bytes. */
    public FakeStateStore(long quota) {
        this.quota = quota;
    }

    @Override
    public synchronized Optional<Map<String, Object>> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public synchronized void put(String key, Map<String, Object> value) {
        store(key, Values.copyOf(value));
    }

    @Override
    public synchronized Map<String, Object> update(String key, UnaryOperator<Map<String, Object>> change) {
        Map<String, Object> changed = Values.copyOf(change.apply(get(key).orElse(Map.of())));
        store(key, changed);
        return changed;
    }

    @Override
    public synchronized boolean remove(String key) {
        return values.remove(key) != null;
    }

    @Override
    public synchronized Set<String> keys() {
        return new LinkedHashSet<>(values.keySet());
    }

    @Override
    public synchronized void clear() {
        values.clear();
    }

    @Override
    public synchronized long bytesUsed() {
        return values.entrySet().stream()
                .mapToLong(entry -> size(entry.getKey(), entry.getValue()))
                .sum();
    }

    private void store(String key, Map<String, Object> value) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException(
                    "A key has 1 to " + MAX_KEY + " characters, but this one has " + key.length());
        }
        Map<String, Object> before = values.get(key);
        long after = bytesUsed() - (before == null ? 0 : size(key, before)) + size(key, value);
        if (after > quota) {
            throw new ResourceLimitExceededException(
                    "The state store's quota is " + quota + " bytes; with this write it would hold " + after);
        }
        values.put(key, value);
    }

    private static long bytesIn(@Nullable Object value) {
        if (value instanceof Bytes bytes) return bytes.toBase64().length();
        if (value instanceof Map<?, ?> map)
            return map.values().stream().mapToLong(FakeStateStore::bytesIn).sum();
        return value instanceof List<?> items
                ? items.stream().mapToLong(FakeStateStore::bytesIn).sum()
                : 0;
    }

    private static long size(String key, Map<String, Object> value) {
        return (key + value).getBytes(StandardCharsets.UTF_8).length + bytesIn(value);
    }
}
