package dev.pergola.store.internal;

import dev.pergola.store.PluginStates.Snapshot;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Copies of plugin state, made and put back inside of the database. */
final class SqlSnapshots {
    private static final RowMapper<Snapshot> ROW = ConstructorMapper.of(Snapshot.class);
    private static final String SELECT =
            "select id, plugin_id, label, created_at as \"time\", entries from plugin_state_snapshots";

    private final Database database;

    SqlSnapshots(Database database) {
        this.database = database;
    }

    long take(String pluginId, String label) {
        Text.whole("plugin id", pluginId, 255);
        Text.whole("label", label, 255);
        return database.call("take a snapshot of the state of " + pluginId, handle -> {
            Usage.lock(handle, pluginId);
            long id = handle.createUpdate("insert into plugin_state_snapshots (plugin_id, label, created_at, entries)"
                            + " select :pluginId, :label, :now, count(*) from plugin_states"
                            + " where plugin_id = :pluginId")
                    .bind("pluginId", pluginId)
                    .bind("label", label)
                    .bind("now", JdbiSetup.now())
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one();
            handle.createUpdate("insert into plugin_state_snapshot_entries (snapshot_id, state_key, state_value, bytes)"
                            + " select :id, state_key, state_value, bytes from plugin_states"
                            + " where plugin_id = :pluginId")
                    .bind("id", id)
                    .bind("pluginId", pluginId)
                    .execute();
            return id;
        });
    }

    Optional<Snapshot> latest(String pluginId, String label) {
        return database.call(
                "find the snapshot " + label + " of " + pluginId,
                handle -> handle.createQuery(
                                SELECT + " where plugin_id = :pluginId and label = :label order by id desc limit 1")
                        .bind("pluginId", pluginId)
                        .bind("label", label)
                        .map(ROW)
                        .findOne());
    }

    List<Snapshot> of(String pluginId) {
        return database.call(
                "list the snapshots of " + pluginId,
                handle -> handle.createQuery(SELECT + " where plugin_id = :pluginId order by id desc")
                        .bind("pluginId", pluginId)
                        .map(ROW)
                        .list());
    }

    void restore(long snapshot) {
        database.run("restore the snapshot " + snapshot, handle -> {
            String pluginId = handle.createQuery("select plugin_id from plugin_state_snapshots where id = :id")
                    .bind("id", snapshot)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "There is no snapshot " + snapshot + "; it may have been pruned"));
            Usage.lock(handle, pluginId);
            SqlPluginStates.deleteAll(handle, pluginId);
            handle.createUpdate("insert into plugin_states (plugin_id, state_key, state_value, bytes)"
                            + " select :pluginId, state_key, state_value, bytes from plugin_state_snapshot_entries"
                            + " where snapshot_id = :id")
                    .bind("pluginId", pluginId)
                    .bind("id", snapshot)
                    .execute();
            long bytes = handle.createQuery(
                            "select coalesce(sum(bytes), 0) from plugin_states" + " where plugin_id = :pluginId")
                    .bind("pluginId", pluginId)
                    .mapTo(Long.class)
                    .one();
            Usage.set(handle, pluginId, bytes);
        });
    }

    void prune(String pluginId, int keep) {
        database.run("prune the snapshots of " + pluginId, handle -> {
            List<Long> old = handle.createQuery("select id from plugin_state_snapshots where plugin_id = :pluginId"
                            + " order by id desc offset :keep")
                    .bind("pluginId", pluginId)
                    .bind("keep", Math.max(0, keep))
                    .mapTo(Long.class)
                    .list();
            for (long id : old) {
                handle.createUpdate("delete from plugin_state_snapshots where id = :id")
                        .bind("id", id)
                        .execute();
            }
        });
    }

    static void deleteAll(Handle handle, String pluginId) {
        handle.createUpdate("delete from plugin_state_snapshots where plugin_id = :pluginId")
                .bind("pluginId", pluginId)
                .execute();
    }
}
