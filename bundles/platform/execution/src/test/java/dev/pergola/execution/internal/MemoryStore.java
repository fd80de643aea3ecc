package dev.pergola.execution.internal;

import dev.pergola.store.ExecutionLog;
import dev.pergola.store.ExecutionRecord;
import dev.pergola.store.Installation;
import dev.pergola.store.Installations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The store's parts that execution writes to, in memory. */
final class MemoryStore implements ExecutionLog, Installations {
    final Map<String, Instant> touched = new ConcurrentHashMap<>();
    /** What was to be removed: the time, and how many may stay. */
    final Map<Instant, Long> pruned = new ConcurrentHashMap<>();

    volatile Runnable beforeAppend = () -> {};
    volatile boolean forgetful;
    private final List<ExecutionRecord> records = Collections.synchronizedList(new ArrayList<>());

    List<ExecutionRecord> records() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    @Override
    public void append(List<ExecutionRecord> added) {
        beforeAppend.run();
        if (!forgetful) records.addAll(added);
    }

    @Override
    public Optional<ExecutionRecord> find(String id) {
        return records().stream().filter(record -> record.id().equals(id)).findFirst();
    }

    @Override
    public List<ExecutionRecord> recent(String pluginId, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int prune(Instant before, long most) {
        pruned.put(before, most);
        return 0;
    }

    @Override
    public void touch(String pluginId, String version, Instant when) {
        touched.put(pluginId + " " + version, when);
    }

    @Override
    public List<Installation> all() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Installation> of(String pluginId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Installation> find(String pluginId, String version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void save(Installation installation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(String pluginId, String version) {
        throw new UnsupportedOperationException();
    }
}
