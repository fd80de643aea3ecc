package dev.pergola.store.internal;

import dev.pergola.store.HeldJar;
import dev.pergola.store.HeldJars;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Held jars as rows of {@code plugin_held_jars}. */
@Component
public final class SqlHeldJars implements HeldJars {
    private static final RowMapper<HeldJar> ROW = ConstructorMapper.of(HeldJar.class);

    private final Database database;

    @Activate
    public SqlHeldJars(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<HeldJar> all() {
        return database.call(
                "list the held jars",
                handle -> handle.createQuery("select plugin_id, version, digest, source, enabled, side_by_side,"
                                + " config as configuration, reasons, held_at from plugin_held_jars"
                                + " order by plugin_id, version")
                        .map(ROW)
                        .list());
    }

    @Override
    public void save(HeldJar held) {
        Text.whole("plugin id", held.pluginId(), 255);
        Text.whole("version", held.version(), 255);
        Text.whole("digest", held.digest(), 64);
        Text.whole("source", held.source(), 4096);
        byte[] configuration = Json.encodeExactly(held.configuration());
        byte[] reasons = Json.encodeExactly(held.reasons());
        database.run("save the held jar of " + held.pluginId() + " " + held.version(), handle -> {
            remove(handle, held.pluginId(), held.version());
            handle.createUpdate("insert into plugin_held_jars (plugin_id, version, digest, source, enabled,"
                            + " side_by_side, config, reasons, held_at)"
                            + " values (:pluginId, :version, :digest, :source, :enabled,"
                            + " :sideBySide, :config, :why, :heldAt)")
                    .bindMethods(held)
                    .bind("config", new JdbiSetup.JsonBytes(configuration))
                    .bind("why", new JdbiSetup.JsonBytes(reasons))
                    .execute();
        });
    }

    @Override
    public void remove(String pluginId, String version) {
        database.run("forget the held jar of " + pluginId + " " + version, handle -> remove(handle, pluginId, version));
    }

    private static void remove(Handle handle, String pluginId, String version) {
        handle.createUpdate("delete from plugin_held_jars where plugin_id = :pluginId and version = :version")
                .bind("pluginId", pluginId)
                .bind("version", version)
                .execute();
    }
}
