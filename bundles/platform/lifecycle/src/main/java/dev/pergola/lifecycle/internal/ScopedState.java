package dev.pergola.lifecycle.internal;

import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.StateStore;
import dev.pergola.api.Values;
import dev.pergola.store.PluginStates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The state of one plugin as one instance of it sees it. While the instance is a candidate, its writes go to an overlay:
 * they become real when it takes over, and never were when it does not, so that the version still serving loses nothing.
 */
final class ScopedState implements StateStore {
    private final String pluginId;
    private final long quota;
    private final PluginStates states;
    /** Shared by all instances of the plugin. */
    private final Object lock;

    private final Map<String, Optional<Map<String, Object>>> overlay = new LinkedHashMap<>();
    private boolean candidate;
    private boolean closed;

    ScopedState(String pluginId, long quota, PluginStates states, Object lock, boolean candidate) {
        this.pluginId = pluginId;
        this.quota = quota;
        this.states = states;
        this.lock = lock;
        this.candidate = candidate;
    }

    /** Does something while nobody writes to any of these. The states are of plugins that one operation holds. */
    static void holding(List<ScopedState> states, Runnable work) {
        if (states.isEmpty()) {
            work.run();
            return;
        }
        synchronized (states.get(0).lock) {
            holding(states.subList(1, states.size()), work);
        }
    }

    /** Writes the overlay through, in the transaction of the calling thread. */
    void writeThrough() {
        synchronized (lock) {
            overlay.forEach((key, value) -> value.ifPresentOrElse(
                    v -> states.put(pluginId, key, v, quota), () -> states.remove(pluginId, key)));
        }
    }

    /** From now on writes go straight to the store. */
    void promote() {
        synchronized (lock) {
            overlay.clear();
            candidate = false;
        }
    }

    /** From now on writes are seen by this instance alone: another version's state is about to be put in place. */
    void detach() {
        synchronized (lock) {
            candidate = true;
        }
    }

    /** Takes a {@link #detach} back: what was written since is kept. */
    void attach() {
        synchronized (lock) {
            writeThrough();
            promote();
        }
    }

    void close() {
        synchronized (lock) {
            closed = true;
            overlay.clear();
        }
    }

    @Override
    public Optional<Map<String, Object>> get(String key) {
        synchronized (lock) {
            open();
            return overlay.containsKey(key) ? overlay.get(key) : states.get(pluginId, key);
        }
    }

    @Override
    public void put(String key, Map<String, Object> value) {
        synchronized (lock) {
            open();
            write(checked(key), Values.copyOf(value));
        }
    }

    /** The function is the plugin's: it is never called while others wait, and called again where one came between. */
    @Override
    public Map<String, Object> update(String key, UnaryOperator<Map<String, Object>> change) {
        checked(key);
        while (true) {
            Optional<Map<String, Object>> before = get(key);
            Map<String, Object> next = Values.copyOf(change.apply(before.orElse(Map.of())));
            synchronized (lock) {
                if (!get(key).equals(before)) continue;
                write(key, next);
                return next;
            }
        }
    }

    private void write(String key, Map<String, Object> value) {
        if (!candidate) {
            states.put(pluginId, key, value, quota);
            return;
        }
        if (overlay.size() >= 100_000) {
            throw new ResourceLimitExceededException(
                    "The plugin " + pluginId + " wrote more than 100,000 keys before it was active");
        }
        overlay.put(key, Optional.of(value));
    }

    @Override
    public boolean remove(String key) {
        synchronized (lock) {
            boolean there = get(key).isPresent();
            if (candidate) overlay.put(key, Optional.empty());
            else states.remove(pluginId, key);
            return there;
        }
    }

    @Override
    public Set<String> keys() {
        synchronized (lock) {
            open();
            Set<String> keys = new TreeSet<>(states.keys(pluginId));
            overlay.forEach((key, value) -> {
                if (value.isPresent()) keys.add(key);
                else keys.remove(key);
            });
            return keys;
        }
    }

    @Override
    public void clear() {
        synchronized (lock) {
            if (candidate) keys().forEach(this::remove);
            else {
                open();
                states.clear(pluginId);
            }
        }
    }

    @Override
    public long bytesUsed() {
        return states.bytesUsed(pluginId);
    }

    private void open() {
        if (closed) throw new IllegalStateException("The plugin " + pluginId + " has stopped; its state is closed");
    }

    private static String checked(String key) {
        if (key.isEmpty() || key.length() > 255) {
            throw new IllegalArgumentException("A key has 1 to 255 characters, but this one has " + key.length());
        }
        return key;
    }
}
