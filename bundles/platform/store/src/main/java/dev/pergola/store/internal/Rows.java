package dev.pergola.store.internal;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What the queries of several tables have in common. */
final class Rows {
    /** More rows than anybody reads at once. */
    static final int MOST = 10_000;

    private static final int DELETED_AT_ONCE = 5_000;

    private Rows() {}

    /** A limit as given, within reason. */
    static int limit(int limit) {
        return Math.max(0, Math.min(limit, MOST));
    }

    /**
     * Deletes rows older than some time, and all but about so many of the newest, in several transactions, none of which
     * keeps others waiting for long. Keys rise with each row.
     */
    static int prune(Database database, String table, String key, String time, Instant before, long most) {
        int all = pruneAllBut(database, table, key, most);
        while (true) {
            int some = database.call(
                    "remove rows of " + table + " older than " + before,
                    handle -> pruneSome(handle, table, key, time, before));
            all += some;
            if (some == 0) return all;
        }
    }

    private static int pruneAllBut(Database database, String table, String key, long most) {
        String doing = "remove all rows of " + table + " but the last " + most;
        long cut = database.call(doing, handle -> bound(handle, "max", table, key)) - most;
        int all = 0;
        while (true) {
            int some = database.call(doing, handle -> {
                long first = bound(handle, "min", table, key);
                if (first == 0 || first > cut) return 0;
                return handle.createUpdate("delete from " + table + " where " + key + " between :first and :last")
                        .bind("first", first)
                        .bind("last", Math.min(cut, first + DELETED_AT_ONCE))
                        .execute();
            });
            all += some;
            if (some == 0) return all;
        }
    }

    private static long bound(Handle handle, String which, String table, String key) {
        return handle.createQuery("select coalesce(" + which + "(" + key + "), 0) from " + table)
                .mapTo(Long.class)
                .one();
    }

    private static int pruneSome(Handle handle, String table, String key, String time, Instant before) {
        // Not in one statement: H2 would run a subquery once for each row.
        List<Long> oldest = handle.createQuery("select " + key + " from " + table + " where " + time
                        + " < :before order by " + time + " limit " + DELETED_AT_ONCE)
                .bind("before", before)
                .mapTo(Long.class)
                .list();
        if (oldest.isEmpty()) return 0;
        return handle.createUpdate("delete from " + table + " where " + key + " between :first and :last and " + time
                        + " < :before")
                .bind("first", Collections.min(oldest))
                .bind("last", Collections.max(oldest))
                .bind("before", before)
                .execute();
    }
}
