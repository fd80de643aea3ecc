package dev.pergola.store.internal;

import dev.pergola.store.Installation;
import dev.pergola.store.Installations;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Installations as rows of {@code plugin_installations}. */
@Component
public final class SqlInstallations implements Installations {
    private static final RowMapper<Installation> ROW = ConstructorMapper.of(Installation.class);
    private static final String SELECT = "select plugin_id, version, kind, digest, source, is_current as current,"
            + " enabled, installed_at, last_used_at from plugin_installations";

    private final Database database;

    @Activate
    public SqlInstallations(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<Installation> all() {
        return database.call(
                "list the installations",
                handle -> handle.createQuery(SELECT + " order by plugin_id, version")
                        .map(ROW)
                        .list());
    }

    @Override
    public List<Installation> of(String pluginId) {
        return database.call(
                "list the installations of " + pluginId,
                handle -> handle.createQuery(SELECT + " where plugin_id = :pluginId order by version")
                        .bind("pluginId", pluginId)
                        .map(ROW)
                        .list());
    }

    @Override
    public Optional<Installation> find(String pluginId, String version) {
        return database.call(
                "find the installation of " + pluginId + " " + version,
                handle -> handle.createQuery(SELECT + " where plugin_id = :pluginId and version = :version")
                        .bind("pluginId", pluginId)
                        .bind("version", version)
                        .map(ROW)
                        .findOne());
    }

    @Override
    public void save(Installation installation) {
        Text.whole("plugin id", installation.pluginId(), 255);
        Text.whole("version", installation.version(), 255);
        Text.whole("digest", installation.digest(), 64);
        Text.whole("source", installation.source(), 4096);
        database.run("save the installation of " + installation.pluginId() + " " + installation.version(), handle -> {
            // Two writers that each make a version current must not both succeed.
            Locks.INSTALLATIONS.hold(handle);
            if (installation.current()) unsetOthers(handle, installation);
            if (insert(handle, installation) == 0) update(handle, installation);
        });
    }

    private static void unsetOthers(Handle handle, Installation installation) {
        handle.createUpdate("update plugin_installations set is_current = false"
                        + " where plugin_id = :pluginId and version <> :version and is_current")
                .bindMethods(installation)
                .execute();
    }

    private static int insert(Handle handle, Installation installation) {
        return handle.createUpdate("insert into plugin_installations (plugin_id, version, kind, digest, source,"
                        + " is_current, enabled, installed_at, last_used_at)"
                        + " values (:pluginId, :version, :kind, :digest, :source,"
                        + " :current, :enabled, :installedAt, :lastUsedAt) on conflict do nothing")
                .bindMethods(installation)
                .execute();
    }

    private static void update(Handle handle, Installation installation) {
        handle.createUpdate("update plugin_installations set kind = :kind, digest = :digest, source = :source,"
                        + " is_current = :current, enabled = :enabled, installed_at = :installedAt,"
                        + " last_used_at = :lastUsedAt where plugin_id = :pluginId and version = :version")
                .bindMethods(installation)
                .execute();
    }

    @Override
    public void touch(String pluginId, String version, Instant when) {
        database.run(
                "note the use of " + pluginId + " " + version,
                handle -> handle.createUpdate("update plugin_installations set last_used_at = :when"
                                + " where plugin_id = :pluginId and version = :version and last_used_at < :when")
                        .bind("when", when)
                        .bind("pluginId", pluginId)
                        .bind("version", version)
                        .execute());
    }

    @Override
    public void remove(String pluginId, String version) {
        database.run(
                "remove the installation of " + pluginId + " " + version,
                handle -> handle.createUpdate(
                                "delete from plugin_installations where plugin_id = :pluginId and version = :version")
                        .bind("pluginId", pluginId)
                        .bind("version", version)
                        .execute());
    }
}
