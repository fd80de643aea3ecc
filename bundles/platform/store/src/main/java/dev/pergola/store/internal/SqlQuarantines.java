package dev.pergola.store.internal;

import dev.pergola.store.Quarantine;
import dev.pergola.store.Quarantines;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Quarantines as rows of {@code plugin_quarantines}. */
@Component
public final class SqlQuarantines implements Quarantines {
    private static final int TEXT = 4096;
    private static final RowMapper<Quarantine> ROW = ConstructorMapper.of(Quarantine.class);

    private final Database database;

    @Activate
    public SqlQuarantines(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<Quarantine> all() {
        return database.call(
                "list the quarantines",
                handle -> handle.createQuery("select plugin_id, version, code, message, remedy, actor, since"
                                + " from plugin_quarantines order by plugin_id, version")
                        .map(ROW)
                        .list());
    }

    @Override
    public void save(Quarantine quarantine) {
        Text.whole("plugin id", quarantine.pluginId(), 255);
        Text.whole("version", quarantine.version(), 255);
        Text.whole("code", quarantine.code(), 255);
        database.run("quarantine " + quarantine.pluginId() + " " + quarantine.version(), handle -> {
            remove(handle, quarantine.pluginId(), quarantine.version());
            handle.createUpdate("insert into plugin_quarantines (plugin_id, version, code, message, remedy, actor,"
                            + " since) values (:pluginId, :version, :code, :message, :remedy, :actor, :since)")
                    .bind("pluginId", quarantine.pluginId())
                    .bind("version", quarantine.version())
                    .bind("code", quarantine.code())
                    .bind("message", Text.cut(quarantine.message(), TEXT))
                    .bind("remedy", Text.cut(quarantine.remedy(), TEXT))
                    .bind("actor", Text.cut(quarantine.actor(), 255))
                    .bind("since", quarantine.since())
                    .execute();
        });
    }

    @Override
    public void remove(String pluginId, String version) {
        database.run("lift the quarantine of " + pluginId + " " + version, handle -> remove(handle, pluginId, version));
    }

    private static void remove(Handle handle, String pluginId, String version) {
        handle.createUpdate("delete from plugin_quarantines where plugin_id = :pluginId and version = :version")
                .bind("pluginId", pluginId)
                .bind("version", version)
                .execute();
    }
}
