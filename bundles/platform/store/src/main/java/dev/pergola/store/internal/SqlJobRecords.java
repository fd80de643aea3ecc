package dev.pergola.store.internal;

import dev.pergola.store.JobRecords;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Jobs as rows of {@code jobs}, with their entries in {@code scheduled_tasks}. The scheduler removes the entries that it
 * is done with, so nothing is kept in there; and as it takes connections of its own, an entry is made and taken away here,
 * in the transaction of the job's row, wherever the scheduler is not at it.
 */
@Component
public final class SqlJobRecords implements JobRecords {
    private static final int DELETED_AT_ONCE = 500;

    private static final RowMapper<Order> ORDER = ConstructorMapper.of(Order.class);
    private static final RowMapper<State> STATE = ConstructorMapper.of(State.class);
    private static final RowMapper<Outcome> OUTCOME = ConstructorMapper.of(Outcome.class);

    private static final String SELECT = "select seq, id, plugin_id, task_type, version, caller, priority,"
            + " timeout_millis, deadline_millis, max_attempts, backoff_millis, backoff_factor, backoff_cap_millis,"
            + " coalesce(idempotency_key, '') as idempotency_key, request_digest, created_at, status, attempt, failures,"
            + " lost, worker, entry, progress, message, cancel_requested, due_at, deadline_at, started_at, finished_at,"
            + " expires_at, execution_id, result_status, error_message, error_exception, error_reason, ran_version,"
            + " wall_micros, cpu_micros, allocated_bytes from jobs";
    private static final String INSERT = "insert into jobs (id, plugin_id, task_type, version, caller, priority,"
            + " timeout_millis, deadline_millis, max_attempts, backoff_millis, backoff_factor, backoff_cap_millis,"
            + " idempotency_key, request_digest, input_data, attributes, created_at, status, attempt, failures, lost,"
            + " worker, entry, progress, message, cancel_requested, due_at, deadline_at, execution_id, result_status,"
            + " error_message, error_exception, error_reason, ran_version, wall_micros, cpu_micros, allocated_bytes,"
            + " output_data) values (:id, :pluginId, :taskType, :version, :caller, :priority, :timeoutMillis,"
            + " :deadlineMillis, :maxAttempts, :backoffMillis, :backoffFactor, :backoffCapMillis, :key, :requestDigest,"
            + " :input, :attributes, :createdAt, 'queued', 0, 0, 0, '', :entry, 0, '', false, :dueAt, :deadlineAt, '',"
            + " '', '', '', '', '', 0, 0, 0, :output) on conflict do nothing";
    private static final String HELD =
            " where id = :id and attempt = :attempt and worker = :worker and finished_at is null";
    private static final String SET_OUTCOME = " execution_id = :executionId, result_status = :resultStatus,"
            + " error_message = :errorMessage, error_exception = :errorException, error_reason = :errorReason,"
            + " ran_version = :ranVersion, wall_micros = :wallMicros, cpu_micros = :cpuMicros,"
            + " allocated_bytes = :allocatedBytes";

    private final Database database;

    @Activate
    public SqlJobRecords(@Reference Database database) {
        this.database = database;
    }

    @Override
    public boolean add(Order order, Content content, Instant dueAt, Instant deadlineAt) {
        Text.whole("id of a job", order.id(), 64);
        Text.whole("plugin id", order.pluginId(), 255);
        Text.whole("task type", order.taskType(), 255);
        Text.whole("version", order.version(), 255);
        String key = Text.whole("idempotency key", order.idempotencyKey(), 255);
        byte[] input = bounded("input", content.input());
        byte[] attributes = bounded("context", content.attributes());
        byte[] output = Json.encodeExactly(content.output());
        String entry = entry(order.id(), dueAt);
        return database.call("add a job of " + order.pluginId(), handle -> {
            Update insert = handle.createUpdate(INSERT)
                    .bindMethods(order)
                    .bind("caller", Text.cut(order.caller(), 255))
                    .bind("input", new JdbiSetup.JsonBytes(input))
                    .bind("attributes", new JdbiSetup.JsonBytes(attributes))
                    .bind("output", new JdbiSetup.JsonBytes(output))
                    .bind("entry", entry)
                    .bind("dueAt", dueAt)
                    .bind("deadlineAt", deadlineAt);
            if (key.isEmpty()) insert.bindNull("key", Types.VARCHAR);
            else insert.bind("key", key);
            if (insert.execute() == 0) return false;
            schedule(handle, entry, order.priority(), dueAt);
            return true;
        });
    }

    /** A job that waits once more has another entry: the scheduler may still be about to remove the one before. */
    private static String entry(String id, Instant dueAt) {
        return id + ":" + Long.toString(dueAt.toEpochMilli(), Character.MAX_RADIX);
    }

    private static byte[] bounded(String what, Map<String, Object> data) {
        byte[] json = Json.encodeExactly(data);
        if (json.length <= MOST_BYTES) return json;
        throw new IllegalArgumentException("The " + what + " of a job has at most " + MOST_BYTES
                + " bytes as JSON, but this has " + json.length + "; put large data into a file, and name that");
    }

    private static void schedule(Handle handle, String entry, int priority, Instant dueAt) {
        handle.createUpdate("insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version,"
                        + " priority) values (:task, :entry, :dueAt, false, 1, :priority)")
                .bind("task", TASK)
                .bind("entry", entry)
                .bind("dueAt", dueAt)
                .bind("priority", priority)
                .execute();
    }

    @Override
    public Optional<JobRecord> find(String id) {
        return database.call(
                "find the job " + Text.cut(id, 64),
                handle -> handle.createQuery(SELECT + " where id = :id")
                        .bind("id", id)
                        .map(SqlJobRecords::job)
                        .findOne());
    }

    private static JobRecord job(ResultSet row, StatementContext context) throws SQLException {
        return new JobRecord(ORDER.map(row, context), STATE.map(row, context), OUTCOME.map(row, context));
    }

    @Override
    public Optional<JobRecord> withKey(String pluginId, String key) {
        return database.call(
                "find a job of " + pluginId + " by its key",
                handle -> handle.createQuery(SELECT + " where plugin_id = :pluginId and idempotency_key = :key")
                        .bind("pluginId", pluginId)
                        .bind("key", key)
                        .map(SqlJobRecords::job)
                        .findOne());
    }

    @Override
    public Content content(String id) {
        return database.call(
                "read the data of the job " + Text.cut(id, 64),
                handle -> handle.createQuery("select input_data, attributes, output_data from jobs where id = :id")
                        .bind("id", id)
                        .map((row, context) -> new Content(
                                Json.decode(row.getString(1)),
                                Json.decode(row.getString(2)),
                                Json.decode(row.getString(3))))
                        .findOne()
                        .orElseGet(() -> new Content(Map.of(), Map.of(), Map.of())));
    }

    @Override
    public List<JobRecord> list(Filter filter, int limit) {
        StringBuilder sql = new StringBuilder(SELECT).append(" where true");
        if (!filter.pluginId().isEmpty()) sql.append(" and plugin_id = :pluginId");
        if (!filter.status().isEmpty()) sql.append(" and status = :status");
        if (filter.before() > 0) sql.append(" and seq < :before");
        return database.call("list jobs", handle -> {
            Query query = handle.createQuery(
                            sql.append(" order by seq desc limit :limit").toString())
                    .bind("limit", Rows.limit(limit));
            if (!filter.pluginId().isEmpty()) query.bind("pluginId", filter.pluginId());
            if (!filter.status().isEmpty()) query.bind("status", filter.status());
            if (filter.before() > 0) query.bind("before", filter.before());
            return query.map(SqlJobRecords::job).list();
        });
    }

    @Override
    public long unfinished(String pluginId) {
        return database.call(
                "count the jobs of a plugin that have not ended",
                handle -> handle.createQuery("select count(*) from jobs where plugin_id = :plugin"
                                + " and status in ('queued', 'waiting_retry', 'running')")
                        .bind("plugin", pluginId)
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public long unfinished() {
        return database.call(
                "count the jobs that have not ended",
                handle -> handle.createQuery(
                                "select count(*) from jobs where status in ('queued', 'waiting_retry', 'running')")
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public Map<String, Long> byStatus() {
        return database.call("count the jobs of each status", handle -> {
            Map<String, Long> counts = new TreeMap<>();
            handle.createQuery("select status, count(*) from jobs group by status")
                    .map((row, context) -> counts.put(row.getString(1), row.getLong(2)))
                    .list();
            return counts;
        });
    }

    @Override
    public boolean outranked(int priority, Instant now) {
        return database.call(
                "look for jobs of a higher priority",
                handle -> handle.createQuery("select priority from scheduled_tasks where task_name = :task"
                                + " and picked = false and priority > :priority and execution_time <= :now limit 1")
                        .bind("task", TASK)
                        .bind("priority", priority)
                        .bind("now", now)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent());
    }

    @Override
    public boolean begin(Held held, String worker, Instant now) {
        return change(
                "begin",
                held,
                "update jobs set lost = lost + case when status = 'running' then 1 else 0 end, status = 'running',"
                        + " attempt = attempt + 1, worker = :by, started_at = :now, progress = 0, message = ''",
                update -> update.bind("by", Text.whole("name of a worker", worker, 50))
                        .bind("now", now));
    }

    @Override
    public boolean report(Held held, double progress, String message) {
        return change(
                "note the progress of",
                held,
                "update jobs set progress = :progress, message = :message",
                update -> update.bind("progress", progress).bind("message", Text.cut(message, 1024)));
    }

    @Override
    public boolean postpone(Held held, Postponement postponement) {
        return change(
                "put back",
                held,
                "update jobs set status = :status, failures = :failures, worker = '', due_at = :dueAt,"
                        + " progress = 0, message = :message," + SET_OUTCOME,
                update -> bind(update, postponement.outcome())
                        .bind("status", postponement.status())
                        .bind("failures", postponement.failures())
                        .bind("dueAt", postponement.dueAt())
                        .bind("message", Text.cut(postponement.message(), 1024)));
    }

    private static Update bind(Update update, Outcome outcome) {
        return update.bindMethods(outcome)
                .bind("errorMessage", Text.cut(outcome.errorMessage(), 16384))
                .bind("errorException", Text.cut(outcome.errorException(), 255));
    }

    @Override
    public boolean finish(Held held, Ending ending, Instant finishedAt, Instant expiresAt) {
        byte[] json = Json.encodeReadably(ending.output());
        boolean kept = json.length <= MOST_BYTES;
        byte[] output = kept ? json : Json.encodeReadably(Map.of());
        String message = kept
                ? ending.message()
                : "The result has " + json.length + " bytes and is not kept: at most " + MOST_BYTES
                        + " are. Execute it without mode async to get it, or have it written to a file";
        return database.call("end the job " + held.id(), handle -> {
            boolean ended = change(
                    handle,
                    held,
                    "update jobs set status = :status, failures = :failures, worker = '', message = :message,"
                            + " progress = case when :status = 'succeeded' then 1 else progress end,"
                            + " finished_at = :finishedAt, expires_at = :expiresAt, output_data = :output,"
                            + SET_OUTCOME,
                    update -> bind(update, ending.outcome())
                            .bind("status", ending.status())
                            .bind("failures", ending.failures())
                            .bind("message", Text.cut(message, 1024))
                            .bind("finishedAt", finishedAt)
                            .bind("expiresAt", expiresAt)
                            .bind("output", new JdbiSetup.JsonBytes(output)));
            if (ended) unschedule(handle, held.id());
            return ended;
        });
    }

    private static void unschedule(Handle handle, String id) {
        handle.createUpdate("delete from scheduled_tasks where task_name = :task and picked = false"
                        + " and task_instance = (select entry from jobs where id = :id)")
                .bind("task", TASK)
                .bind("id", id)
                .execute();
    }

    @Override
    public boolean requestCancel(Held held) {
        return change("cancel", held, "update jobs set cancel_requested = true", update -> update);
    }

    @Override
    public boolean requeue(Held held, Instant dueAt, Instant deadlineAt) {
        String entry = entry(held.id(), dueAt);
        return database.call("have another try at the job " + held.id(), handle -> {
            int changed = handle.createUpdate("update jobs set status = 'queued', failures = 0, lost = 0, progress = 0,"
                            + " message = '', cancel_requested = false, due_at = :dueAt, deadline_at = :deadlineAt,"
                            + " finished_at = null, expires_at = null, entry = :entry"
                            + " where id = :id and attempt = :attempt and finished_at is not null")
                    .bindMethods(held)
                    .bind("dueAt", dueAt)
                    .bind("deadlineAt", deadlineAt)
                    .bind("entry", entry)
                    .execute();
            if (changed == 0) return false;
            int priority = handle.createQuery("select priority from jobs where id = :id")
                    .bind("id", held.id())
                    .mapTo(Integer.class)
                    .one();
            schedule(handle, entry, priority, dueAt);
            return true;
        });
    }

    @Override
    public int release(String worker) {
        return database.call("free the jobs of " + worker, handle -> {
            handle.createUpdate("update jobs set status = 'queued', worker = '', lost = lost + 1, progress = 0,"
                            + " message = 'The runtime ended while it ran; it is begun again'"
                            + " where worker = :worker and finished_at is null")
                    .bind("worker", worker)
                    .execute();
            return handle.createUpdate("update scheduled_tasks set picked = false, picked_by = null,"
                            + " last_heartbeat = null, version = version + 1"
                            + " where task_name = :task and picked = true and picked_by = :worker")
                    .bind("task", TASK)
                    .bind("worker", worker)
                    .execute();
        });
    }

    @Override
    public int hasten(String pluginId, Instant now) {
        return database.call("have the jobs of " + pluginId + " tried now", handle -> {
            handle.createUpdate("update scheduled_tasks set execution_time = :now where task_name = :task"
                            + " and picked = false and execution_time > :now and task_instance in"
                            + " (select entry from jobs where plugin_id = :pluginId and status = 'queued')")
                    .bind("task", TASK)
                    .bind("pluginId", pluginId)
                    .bind("now", now)
                    .execute();
            return handle.createUpdate("update jobs set due_at = :now where plugin_id = :pluginId"
                            + " and status = 'queued' and due_at > :now")
                    .bind("pluginId", pluginId)
                    .bind("now", now)
                    .execute();
        });
    }

    @Override
    public int setBack(Duration by, Instant now) {
        return database.call("have jobs wait no longer where the clock was set back", handle -> {
            earlier(
                    handle,
                    "scheduled_tasks",
                    "execution_time",
                    "task_name = '" + TASK + "' and picked = false",
                    by,
                    now);
            return earlier(handle, "jobs", "due_at", "status in ('queued', 'waiting_retry')", by, now);
        });
    }

    private static int earlier(Handle handle, String table, String time, String waits, Duration by, Instant now) {
        String earlier = time + " - cast(:millis as bigint) * interval '0.001' second";
        return handle.createUpdate("update " + table + " set " + time + " = case when " + earlier
                        + " < :now then :now else " + earlier + " end where " + waits + " and " + time + " > :now")
                .bind("millis", by.toMillis())
                .bind("now", now)
                .execute();
    }

    @Override
    public List<String> cancelRequested(String worker) {
        return database.call(
                "find the jobs to cancel",
                handle -> handle.createQuery(
                                "select id from jobs where status = 'running' and worker = :worker and cancel_requested = true")
                        .bind("worker", worker)
                        .mapTo(String.class)
                        .list());
    }

    @Override
    public int prune(Instant now, long most) {
        int all = 0;
        for (int some = 1; some > 0; all += some) {
            some = database.call("remove jobs that have expired", handle -> pruneSome(handle, now, most));
        }
        return all;
    }

    private static int pruneSome(Handle handle, Instant now, long most) {
        List<Long> old = handle.createQuery(
                        "select seq from jobs where expires_at < :now order by expires_at limit " + DELETED_AT_ONCE)
                .bind("now", now)
                .mapTo(Long.class)
                .list();
        if (old.isEmpty()) {
            long newest = handle.createQuery("select coalesce(max(seq), 0) from jobs")
                    .mapTo(Long.class)
                    .one();
            old = handle.createQuery("select seq from jobs where seq <= :cut and finished_at is not null order by seq"
                            + " limit " + DELETED_AT_ONCE)
                    .bind("cut", newest - most)
                    .mapTo(Long.class)
                    .list();
        }
        if (old.isEmpty()) return 0;
        return handle.createUpdate("delete from jobs where seq between :first and :last and finished_at is not null"
                        + " and (expires_at < :now or seq <= (select max(seq) from jobs) - :most)")
                .bind("first", Collections.min(old))
                .bind("last", Collections.max(old))
                .bind("now", now)
                .bind("most", most)
                .execute();
    }

    private boolean change(String attempt, Held held, String update, Binding binding) {
        return database.call(attempt + " the job " + held.id(), handle -> change(handle, held, update, binding));
    }

    private static boolean change(Handle handle, Held held, String update, Binding binding) {
        return binding.bind(handle.createUpdate(update + HELD).bindMethods(held))
                        .execute()
                == 1;
    }

    @FunctionalInterface
    private interface Binding {
        Update bind(Update update);
    }
}
