package dev.pergola.store.internal;

import dev.pergola.store.CheckedWirings;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Checked wirings as rows of {@code checked_wirings}. */
@Component
public final class SqlCheckedWirings implements CheckedWirings {
    private static final int FINGERPRINT = 64;

    private final Database database;

    @Activate
    public SqlCheckedWirings(@Reference Database database) {
        this.database = database;
    }

    @Override
    public boolean contains(String fingerprint) {
        return database.call(
                "look for a checked wiring",
                handle -> handle.createQuery("select count(*) from checked_wirings where fingerprint = :fingerprint")
                                .bind("fingerprint", fingerprint)
                                .mapTo(Integer.class)
                                .one()
                        > 0);
    }

    @Override
    public void add(String fingerprint) {
        Text.whole("fingerprint", fingerprint, FINGERPRINT);
        database.run(
                "note a checked wiring",
                handle -> handle.createUpdate("insert into checked_wirings (fingerprint, checked_at)"
                                + " values (:fingerprint, :now) on conflict do nothing")
                        .bind("fingerprint", fingerprint)
                        .bind("now", JdbiSetup.now())
                        .execute());
    }

    @Override
    public void prune(int most) {
        database.run("forget checked wirings", handle -> {
            List<Instant> oldest = handle.createQuery(
                            "select checked_at from checked_wirings order by checked_at desc limit 1 offset :most")
                    .bind("most", most)
                    .mapTo(Instant.class)
                    .list();
            if (oldest.isEmpty()) return;
            handle.createUpdate("delete from checked_wirings where checked_at <= :oldest")
                    .bind("oldest", oldest.get(0))
                    .execute();
        });
    }
}
