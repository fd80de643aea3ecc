package dev.pergola.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/** The key-value state of each plugin, and snapshots of it. */
@ProviderType
public interface PluginStates {
    /** The value under a key. */
    Optional<Map<String, Object>> get(String pluginId, String key);

    /**
     * Sets the value under a key.
     *
     * @param key 1 to 255 characters
     * @param quotaBytes most bytes that all keys and values of the plugin may have together, in UTF-8, values as JSON
     * @throws dev.pergola.api.ResourceLimitExceededException where it would be more, or the value alone has more than
     *     16 MiB; nothing has changed then
     * @throws IllegalArgumentException where the key is too long, or the value is nothing that JSON can say: not a
     *     number, infinity, half of a surrogate pair
     */
    void put(String pluginId, String key, Map<String, Object> value, long quotaBytes);

    /**
     * Changes the value under a key; no other writer comes between. Where one does, the change is worked out again, so
     * its function may be called more than once. It runs on the calling thread, and holds no lock.
     *
     * @param change gives the new value for the present one, or for an empty map where there is none
     * @param quotaBytes as for {@link #put}
     * @return the new value
     * @throws dev.pergola.api.ResourceLimitExceededException as for {@link #put}
     */
    Map<String, Object> update(String pluginId, String key, UnaryOperator<Map<String, Object>> change, long quotaBytes);

    /** Removes a value; tells whether there was one. */
    boolean remove(String pluginId, String key);

    /** The keys, in order. */
    Set<String> keys(String pluginId);

    /** Removes all of a plugin's values; its snapshots stay. */
    void clear(String pluginId);

    /** Bytes in use. */
    long bytesUsed(String pluginId);

    /** Keeps a copy of all values under a label and gives its number. */
    long snapshot(String pluginId, String label);

    /** The newest snapshot of a label. */
    Optional<Snapshot> latestSnapshot(String pluginId, String label);

    /** The snapshots of a plugin, newest first. */
    List<Snapshot> snapshots(String pluginId);

    /**
     * Puts all values back as they were at a snapshot, whatever the quota.
     *
     * @throws IllegalArgumentException where there is no such snapshot
     */
    void restore(long snapshot);

    /** Removes all but the newest {@code keep} snapshots of a plugin. */
    void pruneSnapshots(String pluginId, int keep);

    /** Forgets a plugin: values and snapshots. */
    void drop(String pluginId);

    /**
     * A copy of a plugin's state.
     *
     * @param id its number
     * @param pluginId the plugin
     * @param label what it was made for, such as the version whose state it is
     * @param time when it was made
     * @param entries how many keys it has
     */
    record Snapshot(long id, String pluginId, String label, java.time.Instant time, int entries) {}
}
