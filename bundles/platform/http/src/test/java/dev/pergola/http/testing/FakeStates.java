package dev.pergola.http.testing;

import dev.pergola.store.PluginStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** State in memory. */
public final class FakeStates implements PluginStates {
    private final Map<String, Map<String, Map<String, Object>>> values = new TreeMap<>();
    private final List<Snapshot> snapshots = new ArrayList<>();

    @Override
    public Optional<Map<String, Object>> get(String pluginId, String key) {
        return Optional.ofNullable(values.getOrDefault(pluginId, Map.of()).get(key));
    }

    @Override
    public void put(String pluginId, String key, Map<String, Object> value, long quotaBytes) {
        values.computeIfAbsent(pluginId, id -> new TreeMap<>()).put(key, value);
    }

    @Override
    public Map<String, Object> update(
            String pluginId, String key, UnaryOperator<Map<String, Object>> change, long quotaBytes) {
        put(pluginId, key, change.apply(get(pluginId, key).orElse(Map.of())), quotaBytes);
        return get(pluginId, key).orElseThrow();
    }

    @Override
    public boolean remove(String pluginId, String key) {
        return values.getOrDefault(pluginId, Map.of()).remove(key) != null;
    }

    @Override
    public Set<String> keys(String pluginId) {
        return new TreeSet<>(values.getOrDefault(pluginId, Map.of()).keySet());
    }

    @Override
    public void clear(String pluginId) {
        values.remove(pluginId);
    }

    @Override
    public long bytesUsed(String pluginId) {
        return values.getOrDefault(pluginId, Map.of()).toString().length();
    }

    @Override
    public long snapshot(String pluginId, String label) {
        long id = snapshots.size() + 1L;
        snapshots.add(
                new Snapshot(id, pluginId, label, Instant.EPOCH, keys(pluginId).size()));
        return id;
    }

    @Override
    public Optional<Snapshot> latestSnapshot(String pluginId, String label) {
        return snapshots(pluginId).stream()
                .filter(snapshot -> snapshot.label().equals(label))
                .findFirst();
    }

    @Override
    public List<Snapshot> snapshots(String pluginId) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.pluginId().equals(pluginId))
                .toList();
    }

    @Override
    public void restore(long snapshot) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pruneSnapshots(String pluginId, int keep) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void drop(String pluginId) {
        clear(pluginId);
    }
}
