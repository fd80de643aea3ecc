package dev.pergola.store.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.SandboxUsage;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.ExecutionRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The execution log as rows of {@code plugin_execution_logs}. What is too wide is cut: a call is never left out. */
@Component
public final class SqlExecutionLog implements ExecutionLog {
    /** Recorded data beyond this is replaced by a note of its size. */
    static final int MAX_DATA_BYTES = 256 * 1024;

    private static final RowMapper<ExecutionRecord> ROW = SqlExecutionLog::record;
    private static final String SELECT = "select id, plugin_id, version, extension_type, extension, operation, status,"
            + " started_at, wall_micros, cpu_micros, allocated_bytes, sandbox_memory_bytes,"
            + " sandbox_disk_bytes, sandbox_network_bytes, sandbox_storage_bytes, input_data, output_data,"
            + " error_message, caller from plugin_execution_logs";
    private static final String INSERT = "insert into plugin_execution_logs (id, plugin_id, version, extension_type,"
            + " extension, operation, status, started_at, wall_micros, cpu_micros, allocated_bytes,"
            + " sandbox_memory_bytes, sandbox_disk_bytes, sandbox_network_bytes, sandbox_storage_bytes, input_data,"
            + " output_data, error_message, caller) values (:id, :pluginId, :version, :extensionType, :extension,"
            + " :operation, :status, :startedAt, :wallMicros, :cpuMicros, :allocatedBytes, :memory, :disk, :network,"
            + " :storage, :input, :output, :error, :caller) on conflict do nothing";

    private final Database database;

    @Activate
    public SqlExecutionLog(@Reference Database database) {
        this.database = database;
    }

    @Override
    public void append(List<ExecutionRecord> records) {
        if (records.isEmpty()) return;
        database.run("record " + records.size() + " calls", handle -> {
            PreparedBatch batch = handle.prepareBatch(INSERT);
            for (ExecutionRecord call : records) bind(batch, call);
            batch.execute();
        });
    }

    private static void bind(PreparedBatch batch, ExecutionRecord call) {
        batch.bind("id", Text.whole("id of a call", call.id(), 64))
                .bind("pluginId", Text.cut(call.pluginId(), 255))
                .bind("version", Text.cut(call.version(), 255))
                .bind("extensionType", Text.cut(call.extensionType(), 255))
                .bind("extension", Text.cut(call.extension(), 255))
                .bind("operation", Text.cut(call.operation(), 255))
                .bind("status", Text.cut(call.status(), 64))
                .bind("startedAt", call.startedAt())
                .bind("wallMicros", micros(call.usage().wallTime()))
                .bind("cpuMicros", micros(call.usage().cpuTime()))
                .bind("allocatedBytes", call.usage().allocatedBytes())
                .bind("memory", ofSandbox(call, SandboxUsage::memoryBytes))
                .bind("disk", ofSandbox(call, SandboxUsage::diskBytes))
                .bind("network", ofSandbox(call, SandboxUsage::networkBytes))
                .bind("storage", ofSandbox(call, SandboxUsage::storageBytes))
                .bind("input", bounded(call.input()))
                .bind("output", bounded(call.output()))
                .bind("error", Text.cut(call.error(), 16384))
                .bind("caller", Text.cut(call.caller(), 255))
                .add();
    }

    private static long micros(Duration time) {
        return TimeUnit.MICROSECONDS.convert(time);
    }

    /** Null where there was none. */
    private static @Nullable Long ofSandbox(ExecutionRecord call, Function<SandboxUsage, Long> part) {
        return call.usage().sandbox().map(part).orElse(null);
    }

    private static ExecutionRecord record(ResultSet row, StatementContext context) throws SQLException {
        ColumnMapper<Instant> times = context.findColumnMapperFor(Instant.class).orElseThrow();
        ColumnMapper<Map<String, Object>> data =
                context.findColumnMapperFor(JdbiSetup.DATA).orElseThrow();
        return new ExecutionRecord(
                row.getString("id"),
                row.getString("plugin_id"),
                row.getString("version"),
                row.getString("extension_type"),
                row.getString("extension"),
                row.getString("operation"),
                row.getString("status"),
                times.map(row, "started_at", context),
                usage(row),
                data.map(row, "input_data", context),
                data.map(row, "output_data", context),
                row.getString("error_message"),
                row.getString("caller"));
    }

    private static ResourceUsage usage(ResultSet row) throws SQLException {
        return new ResourceUsage(
                Duration.of(row.getLong("wall_micros"), ChronoUnit.MICROS),
                Duration.of(row.getLong("cpu_micros"), ChronoUnit.MICROS),
                row.getLong("allocated_bytes"),
                sandbox(row));
    }

    private static Optional<SandboxUsage> sandbox(ResultSet row) throws SQLException {
        long memory = row.getLong("sandbox_memory_bytes");
        if (row.wasNull()) return Optional.empty();
        return Optional.of(new SandboxUsage(
                memory,
                row.getLong("sandbox_disk_bytes"),
                row.getLong("sandbox_network_bytes"),
                row.getLong("sandbox_storage_bytes")));
    }

    private static JdbiSetup.JsonBytes bounded(Map<String, Object> data) {
        byte[] json = Json.encodeReadably(data);
        if (json.length <= MAX_DATA_BYTES) return new JdbiSetup.JsonBytes(json);
        return new JdbiSetup.JsonBytes(
                Json.encodeReadably(Map.of("omitted", "data of " + json.length + " bytes, too large to record")));
    }

    @Override
    public Optional<ExecutionRecord> find(String id) {
        return database.call(
                "find the call " + id,
                handle -> handle.createQuery(SELECT + " where id = :id")
                        .bind("id", id)
                        .map(ROW)
                        .findOne());
    }

    @Override
    public List<ExecutionRecord> recent(String pluginId, int limit) {
        String where = pluginId.isEmpty() ? "" : " where plugin_id = :pluginId";
        return database.call("read the calls of " + (pluginId.isEmpty() ? "all plugins" : pluginId), handle -> {
            var query = handle.createQuery(SELECT + where + " order by seq desc limit :limit")
                    .bind("limit", Rows.limit(limit));
            if (!pluginId.isEmpty()) query.bind("pluginId", pluginId);
            return query.map(ROW).list();
        });
    }

    @Override
    public int prune(Instant before, long most) {
        return Rows.prune(database, "plugin_execution_logs", "seq", "started_at", before, most);
    }
}
