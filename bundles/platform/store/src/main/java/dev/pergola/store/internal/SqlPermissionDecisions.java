package dev.pergola.store.internal;

import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDecisions;
import dev.pergola.store.PermissionDenial;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Update;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Decisions as rows of {@code plugin_permissions} and {@code permission_denials}. */
@Component
public final class SqlPermissionDecisions implements PermissionDecisions {
    private static final int TARGET = 1024;
    private static final RowMapper<PermissionDenial> DENIAL = ConstructorMapper.of(PermissionDenial.class);
    private static final RowMapper<PermissionDecision> DECISION = (row, context) -> new PermissionDecision(
            row.getString("plugin_id"),
            row.getString("publisher"),
            row.getString("permission"),
            row.getString("target"),
            row.getString("tier"),
            row.getString("isolation"),
            row.getBoolean("granted"),
            row.getString("granted_by"),
            row.getObject("granted_at", OffsetDateTime.class).toInstant(),
            Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant));
    private static final String SELECT = "select plugin_id, publisher, permission, target, tier, isolation, granted,"
            + " granted_by, granted_at, expires_at from plugin_permissions";
    private static final String ORDER = " order by plugin_id, publisher, permission, target, tier, isolation";

    private final Database database;

    @Activate
    public SqlPermissionDecisions(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<PermissionDecision> all() {
        return database.call(
                "list the permissions of all plugins",
                handle -> handle.createQuery(SELECT + ORDER).map(DECISION).list());
    }

    @Override
    public List<PermissionDecision> of(String pluginId) {
        return database.call(
                "list the permissions of " + pluginId,
                handle -> handle.createQuery(SELECT + " where plugin_id = :pluginId" + ORDER)
                        .bind("pluginId", pluginId)
                        .map(DECISION)
                        .list());
    }

    @Override
    public void save(PermissionDecision decision) {
        Text.whole("plugin id", decision.pluginId(), 255);
        Text.whole("publisher", decision.publisher(), 255);
        Text.whole("permission", decision.permission(), 255);
        Text.whole("target", decision.target(), TARGET);
        Text.whole("tier", decision.tier(), 32);
        Text.whole("isolation", decision.isolation(), 8);
        database.run("save a permission of " + decision.pluginId(), handle -> {
            // Of two writers of the same row one must see what the other wrote.
            Locks.PERMISSIONS.hold(handle);
            Update update = handle.createUpdate("update plugin_permissions set granted = :granted,"
                    + " granted_by = :grantedBy, granted_at = :grantedAt, expires_at = :expiresAt"
                    + " where plugin_id = :pluginId and publisher = :publisher and permission = :permission"
                    + " and target = :target and tier = :tier and isolation = :isolation");
            if (bound(update, decision).execute() == 0) insert(handle, decision);
        });
    }

    private static void insert(Handle handle, PermissionDecision decision) {
        Update insert = handle.createUpdate("insert into plugin_permissions (plugin_id, publisher, permission, target,"
                + " tier, isolation, granted, granted_by, granted_at, expires_at) values (:pluginId, :publisher,"
                + " :permission, :target, :tier, :isolation, :granted, :grantedBy, :grantedAt, :expiresAt)");
        bound(insert, decision).execute();
    }

    private static Update bound(Update update, PermissionDecision decision) {
        return update.bind("pluginId", decision.pluginId())
                .bind("publisher", decision.publisher())
                .bind("permission", decision.permission())
                .bind("target", decision.target())
                .bind("tier", decision.tier())
                .bind("isolation", decision.isolation())
                .bind("granted", decision.granted())
                .bind("grantedBy", Text.cut(decision.grantedBy(), 255))
                .bind("grantedAt", decision.grantedAt())
                .bindByType("expiresAt", decision.expiresAt().orElse(null), Instant.class);
    }

    @Override
    public void end(PermissionDecision granted) {
        database.run(
                "end a permission of " + granted.pluginId(),
                handle -> bound(
                                handle.createUpdate("update plugin_permissions set granted = false"
                                        + " where plugin_id = :pluginId and publisher = :publisher"
                                        + " and permission = :permission and target = :target and tier = :tier"
                                        + " and isolation = :isolation and granted = :granted and granted_by = :grantedBy"
                                        + " and granted_at = :grantedAt and expires_at = :expiresAt"),
                                granted)
                        .execute());
    }

    @Override
    public void remove(String pluginId) {
        database.run(
                "forget the permissions of " + pluginId,
                handle -> handle.createUpdate("delete from plugin_permissions where plugin_id = :pluginId")
                        .bind("pluginId", pluginId)
                        .execute());
    }

    @Override
    public List<PermissionDenial> denials() {
        return database.call(
                "list what is denied",
                handle -> handle.createQuery("select plugins, permission, target, reason, denied_by, denied_at"
                                + " from permission_denials order by plugins, permission, target")
                        .map(DENIAL)
                        .list());
    }

    @Override
    public void deny(PermissionDenial denial) {
        Text.whole("plugins", denial.plugins(), 255);
        Text.whole("permission", denial.permission(), 255);
        Text.whole("target", denial.target(), TARGET);
        database.run("deny " + denial.permission() + " to " + denial.plugins(), handle -> {
            Locks.PERMISSIONS.hold(handle);
            delete(handle, denial.plugins(), denial.permission(), denial.target());
            handle.createUpdate("insert into permission_denials (plugins, permission, target, reason, denied_by,"
                            + " denied_at) values (:plugins, :permission, :target, :reason, :deniedBy, :deniedAt)")
                    .bind("plugins", denial.plugins())
                    .bind("permission", denial.permission())
                    .bind("target", denial.target())
                    .bind("reason", Text.cut(denial.reason(), 1024))
                    .bind("deniedBy", Text.cut(denial.deniedBy(), 255))
                    .bind("deniedAt", denial.deniedAt())
                    .execute();
        });
    }

    @Override
    public boolean undeny(String plugins, String permission, String target) {
        return database.call(
                "no longer deny " + permission + " to " + plugins,
                handle -> delete(handle, plugins, permission, target) > 0);
    }

    private static int delete(Handle handle, String plugins, String permission, String target) {
        return handle.createUpdate("delete from permission_denials where plugins = :plugins"
                        + " and permission = :permission and target = :target")
                .bind("plugins", plugins)
                .bind("permission", permission)
                .bind("target", target)
                .execute();
    }
}
