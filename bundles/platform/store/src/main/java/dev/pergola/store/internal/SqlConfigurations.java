package dev.pergola.store.internal;

import dev.pergola.store.ConfigurationRevision;
import dev.pergola.store.Configurations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Configurations as rows of {@code plugin_configurations}. */
@Component
public final class SqlConfigurations implements Configurations {
    private static final RowMapper<ConfigurationRevision> ROW = ConstructorMapper.of(ConfigurationRevision.class);

    private final Database database;

    @Activate
    public SqlConfigurations(@Reference Database database) {
        this.database = database;
    }

    @Override
    public Optional<ConfigurationRevision> current(String pluginId) {
        return history(pluginId, 1).stream().findFirst();
    }

    @Override
    public ConfigurationRevision save(String pluginId, Map<String, Object> values, String author) {
        Text.whole("plugin id", pluginId, 255);
        byte[] json = Json.encodeExactly(values);
        String who = Text.cut(author, 255);
        Instant now = JdbiSetup.now();
        long revision = database.call("save the configuration of " + pluginId, handle -> {
            Locks.CONFIGURATIONS.hold(handle);
            long next = handle.createQuery("select coalesce(max(revision), 0) + 1 from plugin_configurations"
                            + " where plugin_id = :pluginId")
                    .bind("pluginId", pluginId)
                    .mapTo(Long.class)
                    .one();
            handle.createUpdate("insert into plugin_configurations (plugin_id, revision, config, author, created_at)"
                            + " values (:pluginId, :revision, :config, :author, :now)")
                    .bind("pluginId", pluginId)
                    .bind("revision", next)
                    .bind("config", new JdbiSetup.JsonBytes(json))
                    .bind("author", who)
                    .bind("now", now)
                    .execute();
            return next;
        });
        return new ConfigurationRevision(pluginId, revision, Json.decode(json), who, now);
    }

    @Override
    public List<ConfigurationRevision> history(String pluginId, int limit) {
        return database.call(
                "read the configuration of " + pluginId,
                handle -> handle.createQuery("select plugin_id, revision, config as \"values\", author,"
                                + " created_at as \"time\" from plugin_configurations"
                                + " where plugin_id = :pluginId order by revision desc limit :limit")
                        .bind("pluginId", pluginId)
                        .bind("limit", Rows.limit(limit))
                        .map(ROW)
                        .list());
    }

    @Override
    public void remove(String pluginId) {
        database.run(
                "forget the configuration of " + pluginId,
                handle -> handle.createUpdate("delete from plugin_configurations where plugin_id = :pluginId")
                        .bind("pluginId", pluginId)
                        .execute());
    }
}
