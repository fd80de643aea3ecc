package dev.pergola.store.internal;

import dev.pergola.store.AdvisoryRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Advisories as rows of {@code vetting_advisories}, one row of {@code vetting_advisory_packages} for each package. */
@Component
public final class SqlAdvisoryRecords implements AdvisoryRecords {
    private static final RowMapper<Row> ROW = ConstructorMapper.of(Row.class);
    private static final RowMapper<Times> TIMES = ConstructorMapper.of(Times.class);
    private static final String SELECT = "select id, modified_at, imported_at, record from vetting_advisories";

    /** Most packages in one statement. */
    private static final int AT_ONCE = 200;

    private final Database database;

    @Activate
    public SqlAdvisoryRecords(@Reference Database database) {
        this.database = database;
    }

    @Override
    public void save(Collection<AdvisoryRecord> advisories) {
        database.run("save " + advisories.size() + " advisories", handle -> {
            for (AdvisoryRecord advisory : advisories) save(handle, advisory);
        });
    }

    private static void save(Handle handle, AdvisoryRecord advisory) {
        Text.whole("id of the advisory", advisory.id(), 128);
        byte[] record = Json.encodeExactly(advisory.record());
        handle.createUpdate("delete from vetting_advisories where id = :id")
                .bind("id", advisory.id())
                .execute();
        handle.createUpdate("insert into vetting_advisories (id, modified_at, imported_at, record)"
                        + " values (:id, :modifiedAt, :importedAt, :record)")
                .bind("id", advisory.id())
                .bind("modifiedAt", advisory.modifiedAt())
                .bind("importedAt", advisory.importedAt())
                .bind("record", new JdbiSetup.JsonBytes(record))
                .execute();
        for (String name : advisory.packages()) {
            handle.createUpdate("insert into vetting_advisory_packages (package_name, advisory_id)"
                            + " values (:name, :id) on conflict do nothing")
                    .bind("name", Text.whole("package of the advisory", name, 512))
                    .bind("id", advisory.id())
                    .execute();
        }
    }

    @Override
    public Optional<AdvisoryRecord> find(String id) {
        return database.call(
                "find the advisory " + id,
                handle -> handle.createQuery(SELECT + " where id = :id")
                        .bind("id", id)
                        .map(ROW)
                        .findOne()
                        .map(Row::toRecord));
    }

    @Override
    public List<AdvisoryRecord> about(Collection<String> packages) {
        List<String> names = packages.stream().distinct().toList();
        Map<String, AdvisoryRecord> found = new TreeMap<>();
        for (int from = 0; from < names.size(); from += AT_ONCE) {
            List<String> some = names.subList(from, Math.min(names.size(), from + AT_ONCE));
            about(some).forEach(row -> found.put(row.id(), row.toRecord()));
        }
        return new ArrayList<>(found.values());
    }

    private List<Row> about(List<String> names) {
        String parameters =
                IntStream.range(0, names.size()).mapToObj(i -> ":p" + i).collect(Collectors.joining(", "));
        return database.call("find advisories about " + names.size() + " packages", handle -> {
            var query = handle.createQuery(SELECT + " where id in (select advisory_id from vetting_advisory_packages"
                    + " where package_name in (" + parameters + "))");
            for (int i = 0; i < names.size(); i++) query.bind("p" + i, names.get(i));
            return query.map(ROW).list();
        });
    }

    @Override
    public List<AdvisoryRecord> list(String from, int limit) {
        return database.call(
                "list the advisories",
                handle -> handle.createQuery(SELECT + " where id >= :from order by id limit :limit")
                        .bind("from", from)
                        .bind("limit", Rows.limit(limit))
                        .map(ROW)
                        .map(Row::toRecord)
                        .list());
    }

    @Override
    public Summary summary() {
        return database.call("count the advisories", handle -> {
            long count = handle.createQuery("select count(*) from vetting_advisories")
                    .mapTo(Long.class)
                    .one();
            if (count == 0) return new Summary(0, Optional.empty(), Optional.empty());
            Times times = handle.createQuery("select max(modified_at) as modified, max(imported_at) as imported"
                            + " from vetting_advisories")
                    .map(TIMES)
                    .one();
            return new Summary(count, Optional.of(times.modified()), Optional.of(times.imported()));
        });
    }

    /** A row as it stands. */
    record Row(String id, Instant modifiedAt, Instant importedAt, Map<String, Object> record) {
        AdvisoryRecord toRecord() {
            return new AdvisoryRecord(id, modifiedAt, importedAt, Set.of(), record);
        }
    }

    /** The newest times. */
    record Times(Instant modified, Instant imported) {}
}
