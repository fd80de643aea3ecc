package dev.pergola.store.internal;

import dev.pergola.store.OverrideRecords;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Accepted findings as rows of {@code vetting_overrides}. */
@Component
public final class SqlOverrideRecords implements OverrideRecords {
    private static final RowMapper<OverrideRecord> ROW = ConstructorMapper.of(OverrideRecord.class);
    private static final String SELECT =
            "select id, digest, rule, author, reason, created_at, expires_at from vetting_overrides";

    private final Database database;

    @Activate
    public SqlOverrideRecords(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<OverrideRecord> all() {
        return database.call(
                "list the accepted findings",
                handle -> handle.createQuery(SELECT + " order by id desc limit " + Rows.MOST)
                        .map(ROW)
                        .list());
    }

    @Override
    public List<OverrideRecord> of(String digest) {
        return database.call(
                "list the accepted findings about " + digest,
                handle -> handle.createQuery(SELECT + " where digest = :digest order by id desc limit " + Rows.MOST)
                        .bind("digest", digest)
                        .map(ROW)
                        .list());
    }

    @Override
    public OverrideRecord add(OverrideRecord override) {
        Text.whole("digest", override.digest(), 64);
        Text.whole("rule", override.rule(), 255);
        return database.call("accept " + override.rule() + " of " + override.digest(), handle -> {
            long id = handle.createUpdate("insert into vetting_overrides (digest, rule, author, reason, created_at,"
                            + " expires_at) values (:digest, :rule, :author, :reason, :createdAt, :expiresAt)")
                    .bind("digest", override.digest())
                    .bind("rule", override.rule())
                    .bind("author", Text.cut(override.author(), 255))
                    .bind("reason", Text.cut(override.reason(), 1_024))
                    .bind("createdAt", override.createdAt())
                    .bind("expiresAt", override.expiresAt())
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one();
            return find(handle, id).orElseThrow();
        });
    }

    private static Optional<OverrideRecord> find(Handle handle, long id) {
        return handle.createQuery(SELECT + " where id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    @Override
    public Optional<OverrideRecord> remove(long id) {
        return database.call("withdraw the accepted finding " + id, handle -> {
            Optional<OverrideRecord> found = find(handle, id);
            handle.createUpdate("delete from vetting_overrides where id = :id")
                    .bind("id", id)
                    .execute();
            return found;
        });
    }
}
