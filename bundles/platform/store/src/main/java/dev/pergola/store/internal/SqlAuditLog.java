package dev.pergola.store.internal;

import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The audit log as rows of {@code audit_log}. What is too wide is cut: an entry is never refused. */
@Component
public final class SqlAuditLog implements AuditLog {
    private static final RowMapper<AuditEntry> ROW = ConstructorMapper.of(AuditEntry.class);

    private final Database database;

    @Activate
    public SqlAuditLog(@Reference Database database) {
        this.database = database;
    }

    @Override
    public void append(AuditEntry entry) {
        byte[] detail = Json.encodeReadably(entry.detail());
        database.run(
                "write to the audit log that " + entry.actor() + " did " + entry.action(),
                handle -> handle.createUpdate("insert into audit_log (created_at, actor, action, subject, outcome,"
                                + " detail) values (:time, :actor, :action, :subject, :outcome, :detail)")
                        .bind("time", entry.time())
                        .bind("actor", Text.cut(entry.actor(), 255))
                        .bind("action", Text.cut(entry.action(), 255))
                        .bind("subject", Text.cut(entry.subject(), 255))
                        .bind("outcome", Text.cut(entry.outcome(), 64))
                        .bind("detail", new JdbiSetup.JsonBytes(detail))
                        .execute());
    }

    @Override
    public List<AuditEntry> recent(String subject, int limit) {
        String where = subject.isEmpty() ? "" : " where subject = :subject";
        return database.call("read the audit log", handle -> {
            var query = handle.createQuery("select id, created_at as \"time\", actor, action, subject, outcome, detail"
                            + " from audit_log" + where + " order by id desc limit :limit")
                    .bind("limit", Rows.limit(limit));
            if (!subject.isEmpty()) query.bind("subject", subject);
            return query.map(ROW).list();
        });
    }
}
