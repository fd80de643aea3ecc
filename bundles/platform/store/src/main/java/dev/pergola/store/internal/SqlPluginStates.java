package dev.pergola.store.internal;

import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.store.PluginStates;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Plugin state as rows of {@code plugin_states}. Each plugin has a row in {@code plugin_state_usage} with the bytes it
 * uses; its writers lock that row first, so that the check of the quota and the write are one.
 */
@Component
public final class SqlPluginStates implements PluginStates {
    private final Database database;
    private final SqlSnapshots snapshots;

    @Activate
    public SqlPluginStates(@Reference Database database) {
        this.database = database;
        this.snapshots = new SqlSnapshots(database);
    }

    @Override
    public Optional<Map<String, Object>> get(String pluginId, String key) {
        return text(pluginId, key).map(Json::decode);
    }

    private Optional<String> text(String pluginId, String key) {
        return database.call("read the state " + key + " of " + pluginId, handle -> text(handle, pluginId, key));
    }

    private static Optional<String> text(Handle handle, String pluginId, String key) {
        return handle.createQuery(
                        "select state_value from plugin_states where plugin_id = :pluginId and state_key = :key")
                .bind("pluginId", pluginId)
                .bind("key", key)
                .mapTo(String.class)
                .findOne();
    }

    @Override
    public void put(String pluginId, String key, Map<String, Object> value, long quotaBytes) {
        Entry entry = Entry.of(pluginId, key, value);
        database.run(entry.attempt(), handle -> write(handle, entry, quotaBytes));
    }

    @Override
    public Map<String, Object> update(
            String pluginId, String key, UnaryOperator<Map<String, Object>> change, long quotaBytes) {
        while (true) {
            // The plugin's function runs outside of any lock: it may take its time, and only itself loses by that.
            Optional<String> before = text(pluginId, key);
            Entry entry = Entry.of(
                    pluginId, key, change.apply(before.map(Json::decode).orElseGet(Map::of)));
            boolean written = database.call(entry.attempt(), handle -> {
                Usage.lock(handle, pluginId);
                if (!text(handle, pluginId, key).equals(before)) return false;
                write(handle, entry, quotaBytes);
                return true;
            });
            if (written) return Json.decode(entry.json());
        }
    }

    private static void write(Handle handle, Entry entry, long quotaBytes) {
        long used = Usage.lock(handle, entry.pluginId());
        long after = used - bytes(handle, entry) + entry.bytes();
        if (after > quotaBytes) {
            throw new ResourceLimitExceededException("Plugin " + entry.pluginId() + " may keep " + quotaBytes
                    + " bytes of state; with " + entry.bytes() + " bytes under the key " + entry.key() + " it would be "
                    + after + ". Remove what is no longer needed, or have the operator raise its storage quota");
        }
        if (update(handle, entry) == 0) insert(handle, entry);
        Usage.set(handle, entry.pluginId(), after);
    }

    private static long bytes(Handle handle, Entry entry) {
        return handle.createQuery("select bytes from plugin_states where plugin_id = :pluginId and state_key = :key")
                .bind("pluginId", entry.pluginId())
                .bind("key", entry.key())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    private static int update(Handle handle, Entry entry) {
        return handle.createUpdate("update plugin_states set state_value = :json, bytes = :bytes"
                        + " where plugin_id = :pluginId and state_key = :key")
                .bind("pluginId", entry.pluginId())
                .bind("key", entry.key())
                .bind("json", new JdbiSetup.JsonBytes(entry.json()))
                .bind("bytes", entry.bytes())
                .execute();
    }

    private static void insert(Handle handle, Entry entry) {
        handle.createUpdate("insert into plugin_states (plugin_id, state_key, state_value, bytes)"
                        + " values (:pluginId, :key, :json, :bytes)")
                .bind("pluginId", entry.pluginId())
                .bind("key", entry.key())
                .bind("json", new JdbiSetup.JsonBytes(entry.json()))
                .bind("bytes", entry.bytes())
                .execute();
    }

    @Override
    public boolean remove(String pluginId, String key) {
        return database.call("remove the state " + key + " of " + pluginId, handle -> {
            long used = Usage.lock(handle, pluginId);
            long bytes = bytes(handle, new Entry(pluginId, key, new byte[0], 0));
            int removed = handle.createUpdate(
                            "delete from plugin_states where plugin_id = :pluginId and state_key = :key")
                    .bind("pluginId", pluginId)
                    .bind("key", key)
                    .execute();
            Usage.set(handle, pluginId, used - bytes);
            return removed > 0;
        });
    }

    @Override
    public Set<String> keys(String pluginId) {
        return database.call(
                "list the state of " + pluginId,
                handle -> Collections.unmodifiableSet(
                        new LinkedHashSet<>(handle.createQuery("select state_key from plugin_states"
                                        + " where plugin_id = :pluginId order by state_key")
                                .bind("pluginId", pluginId)
                                .mapTo(String.class)
                                .list())));
    }

    @Override
    public void clear(String pluginId) {
        database.run("clear the state of " + pluginId, handle -> {
            Usage.lock(handle, pluginId);
            deleteAll(handle, pluginId);
            Usage.set(handle, pluginId, 0);
        });
    }

    static void deleteAll(Handle handle, String pluginId) {
        handle.createUpdate("delete from plugin_states where plugin_id = :pluginId")
                .bind("pluginId", pluginId)
                .execute();
    }

    @Override
    public long bytesUsed(String pluginId) {
        return database.call(
                "read how much state " + pluginId + " has",
                handle -> handle.createQuery("select bytes_used from plugin_state_usage where plugin_id = :pluginId")
                        .bind("pluginId", pluginId)
                        .mapTo(Long.class)
                        .findOne()
                        .orElse(0L));
    }

    @Override
    public long snapshot(String pluginId, String label) {
        return snapshots.take(pluginId, label);
    }

    @Override
    public Optional<Snapshot> latestSnapshot(String pluginId, String label) {
        return snapshots.latest(pluginId, label);
    }

    @Override
    public List<Snapshot> snapshots(String pluginId) {
        return snapshots.of(pluginId);
    }

    @Override
    public void restore(long snapshot) {
        snapshots.restore(snapshot);
    }

    @Override
    public void pruneSnapshots(String pluginId, int keep) {
        snapshots.prune(pluginId, keep);
    }

    @Override
    public void drop(String pluginId) {
        database.run("forget the state of " + pluginId, handle -> {
            Usage.lock(handle, pluginId);
            deleteAll(handle, pluginId);
            SqlSnapshots.deleteAll(handle, pluginId);
            handle.createUpdate("delete from plugin_state_usage where plugin_id = :pluginId")
                    .bind("pluginId", pluginId)
                    .execute();
        });
    }

    /** What is to be written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(String pluginId, String key, byte[] json, long bytes) {
        /** One value larger than this is a file, and belongs into the plugin's data directory. */
        private static final int MAX_VALUE_BYTES = 16 * 1024 * 1024;

        static Entry of(String pluginId, String key, Map<String, Object> value) {
            Text.whole("plugin id", pluginId, 255);
            Text.whole("key", key, 255);
            if (key.isEmpty()) throw new IllegalArgumentException("The key is empty; name what is kept");
            byte[] json = Json.encodeExactly(value);
            if (json.length > MAX_VALUE_BYTES) {
                throw new ResourceLimitExceededException("The value under the key " + key + " of plugin " + pluginId
                        + " has " + json.length + " bytes, and one value may have at most " + MAX_VALUE_BYTES
                        + "; keep large data in files of the plugin's data directory");
            }
            return new Entry(pluginId, key, json, (long) key.getBytes(StandardCharsets.UTF_8).length + json.length);
        }

        String attempt() {
            return "write the state " + key + " of " + pluginId;
        }
    }
}
