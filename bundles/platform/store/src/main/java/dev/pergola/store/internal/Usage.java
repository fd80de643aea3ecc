package dev.pergola.store.internal;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How many bytes of state each plugin uses. */
final class Usage {
    private Usage() {}

    /** Waits until no other transaction writes state of the plugin, keeps others out, and gives the bytes in use. */
    static long lock(Handle handle, String pluginId) {
        Optional<Long> used = select(handle, pluginId);
        if (used.isPresent()) return used.get();
        // Where another transaction is about to do the same, this waits for it.
        handle.createUpdate("insert into plugin_state_usage (plugin_id, bytes_used) values (:pluginId, 0)"
                        + " on conflict do nothing")
                .bind("pluginId", pluginId)
                .execute();
        return select(handle, pluginId).orElse(0L);
    }

    private static Optional<Long> select(Handle handle, String pluginId) {
        return handle.createQuery("select bytes_used from plugin_state_usage where plugin_id = :pluginId for update")
                .bind("pluginId", pluginId)
                .mapTo(Long.class)
                .findOne();
    }

    static void set(Handle handle, String pluginId, long bytes) {
        handle.createUpdate("update plugin_state_usage set bytes_used = :bytes where plugin_id = :pluginId")
                .bind("bytes", bytes)
                .bind("pluginId", pluginId)
                .execute();
    }
}
