package dev.pergola.store.internal;

import java.time.Instant;

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

    /** Deletes rows older than some time, in several transactions, none of which keeps others waiting for long. */
    static int prune(Database database, String table, String key, String time, Instant before) {
        String delete = "delete from " + table + " where " + key + " in (select " + key + " from " + table + " where "
                + time + " < :before order by " + time + " limit " + DELETED_AT_ONCE + ")";
        int all = 0;
        while (true) {
            int some = database.call(
                    "remove rows of " + table + " older than " + before,
                    handle -> handle.createUpdate(delete).bind("before", before).execute());
            all += some;
            if (some < DELETED_AT_ONCE) return all;
        }
    }
}
