package dev.pergola.store.internal;

import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The journal as rows of {@code plugin_deployments}. */
@Component
public final class SqlDeploymentJournal implements DeploymentJournal {
    private static final RowMapper<Deployment> ROW = ConstructorMapper.of(Deployment.class);
    private static final String SELECT = "select id, operation, plugin_id, from_version, to_version, digest, source,"
            + " step, outcome, detail, started_at, finished_at from plugin_deployments";

    private final Database database;

    @Activate
    public SqlDeploymentJournal(@Reference Database database) {
        this.database = database;
    }

    @Override
    public Deployment begin(Deployment deployment) {
        Instant now = JdbiSetup.now();
        Deployment begun = new Deployment(
                0,
                Text.whole("operation", deployment.operation(), 64),
                Text.whole("plugin id", deployment.pluginId(), 255),
                Text.whole("version before", deployment.fromVersion(), 255),
                Text.whole("version after", deployment.toVersion(), 255),
                Text.whole("digest", deployment.digest(), 64),
                Text.whole("source", deployment.source(), 4096),
                Text.whole("step", deployment.step(), 255),
                Deployment.Outcome.PENDING,
                Text.cut(deployment.detail(), 16384),
                now,
                now);
        long id = database.call(
                "begin the " + begun.operation() + " of " + begun.pluginId() + " in the journal",
                handle -> handle.createUpdate("insert into plugin_deployments (operation, plugin_id, from_version,"
                                + " to_version, digest, source, step, outcome, detail, started_at, finished_at)"
                                + " values (:operation, :pluginId, :fromVersion, :toVersion, :digest, :source,"
                                + " :step, :outcome, :detail, :startedAt, :finishedAt)")
                        .bindMethods(begun)
                        .executeAndReturnGeneratedKeys("id")
                        .mapTo(Long.class)
                        .one());
        return new Deployment(
                id,
                begun.operation(),
                begun.pluginId(),
                begun.fromVersion(),
                begun.toVersion(),
                begun.digest(),
                begun.source(),
                begun.step(),
                begun.outcome(),
                begun.detail(),
                now,
                now);
    }

    @Override
    public void step(long id, String step) {
        Text.whole("step", step, 255);
        int changed = database.call(
                "note the step " + step + " of deployment " + id,
                handle -> handle.createUpdate(
                                "update plugin_deployments set step = :step where id = :id and outcome = 'PENDING'")
                        .bind("step", step)
                        .bind("id", id)
                        .execute());
        if (changed == 0) throw notPending(id, "begin the step " + step);
    }

    @Override
    public void finish(long id, Deployment.Outcome outcome, String detail) {
        if (outcome == Deployment.Outcome.PENDING) {
            throw new IllegalArgumentException("Deployment " + id + " cannot end as PENDING");
        }
        int changed = database.call(
                "end deployment " + id + " as " + outcome,
                handle -> handle.createUpdate("update plugin_deployments set outcome = :outcome, detail = :detail,"
                                + " finished_at = :now where id = :id and outcome = 'PENDING'")
                        .bind("outcome", outcome)
                        .bind("detail", Text.cut(detail, 16384))
                        .bind("now", JdbiSetup.now())
                        .bind("id", id)
                        .execute());
        if (changed == 0) throw notPending(id, "end as " + outcome);
    }

    private static IllegalStateException notPending(long id, String what) {
        return new IllegalStateException(
                "Deployment " + id + " cannot " + what + ": it has ended already, or never began");
    }

    @Override
    public List<Deployment> pending() {
        return database.call(
                "list pending deployments",
                handle -> handle.createQuery(SELECT + " where outcome = 'PENDING' order by id")
                        .map(ROW)
                        .list());
    }

    @Override
    public List<Deployment> of(String pluginId, int limit) {
        return latest("where plugin_id = :pluginId", Map.of("pluginId", pluginId), limit);
    }

    @Override
    public Optional<Deployment> latest(String pluginId, String digest) {
        return latest(
                        "where plugin_id = :pluginId and digest = :digest",
                        Map.of("pluginId", pluginId, "digest", digest),
                        1)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Deployment> latestFrom(String source) {
        return latest("where source = :source", Map.of("source", source), 1).stream()
                .findFirst();
    }

    @Override
    public List<Deployment> recent(int limit) {
        return latest("", Map.of(), limit);
    }

    private List<Deployment> latest(String where, Map<String, String> arguments, int limit) {
        return database.call(
                "read the journal of deployments",
                handle -> handle.createQuery(SELECT + " " + where + " order by id desc limit :limit")
                        .bindMap(arguments)
                        .bind("limit", Rows.limit(limit))
                        .map(ROW)
                        .list());
    }
}
