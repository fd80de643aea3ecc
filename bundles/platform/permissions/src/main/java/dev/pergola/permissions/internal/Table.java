package dev.pergola.permissions.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of ConditionalPermissionAdmin that are ours; those of others keep their places. A row that stays as it is stays
 * the same object: Felix remembers for each bundle what it found out about each one, and lets go of that only with the
 * bundle.
 */
final class Table {
    private static final Logger LOG = LoggerFactory.getLogger(Table.class);
    private static final int TRIES = 50;

    private final ConditionalPermissionAdmin admin;
    private final LongConsumer changed;
    private Map<String, Row> written = Map.of();
    private List<ConditionalPermissionInfo> others = List.of();
    private boolean broken;

    /** With what has to be told when the rows have changed, and when, in milliseconds, the first changes by itself. */
    Table(ConditionalPermissionAdmin admin, LongConsumer changed) {
        this.admin = admin;
        this.changed = changed;
    }

    /**
     * Replaces our rows, in one step; in force for everything that runs when this returns.
     *
     * @param before rows to go before all others
     * @param after rows to go after all others
     * @throws IllegalStateException where they could not be written; then hardly anything is allowed, see {@link Failsafe}
     */
    synchronized void write(List<Row> before, List<Row> after) {
        @Nullable RuntimeException failure = null;
        for (int tries = 0; tries < TRIES; tries++) {
            ConditionalPermissionUpdate update = admin.newConditionalPermissionUpdate();
            List<ConditionalPermissionInfo> rows = update.getConditionalPermissionInfos();
            List<ConditionalPermissionInfo> now = List.copyOf(rows);
            // What a failed attempt has left may lack rows, the kernel's too.
            if (!broken) others = othersOf(now);
            List<ConditionalPermissionInfo> wanted = wanted(before, others, after, byName(now));
            if (wanted.equals(now)) return;
            rows.clear();
            rows.addAll(wanted);
            try {
                if (update.commit()) {
                    remember(before, after);
                    changed.accept(firstEnd(before, after));
                    return;
                }
                LOG.debug("Somebody else changed the permissions meanwhile; they are written again");
            } catch (RuntimeException e) {
                failure = e;
                broken = true;
                written = Map.of();
            }
        }
        throw new IllegalStateException(
                "The permissions could not be written"
                        + (failure == null ? ": others change them all the time" : ": " + failure.getMessage()),
                failure);
    }

    private static long firstEnd(List<Row> before, List<Row> after) {
        return Stream.concat(before.stream(), after.stream())
                .flatMap(row -> row.bounds().until().stream())
                .mapToLong(Instant::toEpochMilli)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private List<ConditionalPermissionInfo> wanted(
            List<Row> before,
            List<ConditionalPermissionInfo> kept,
            List<Row> after,
            Map<String, ConditionalPermissionInfo> now) {
        List<ConditionalPermissionInfo> wanted = new ArrayList<>();
        for (Row row : before) wanted.add(info(row, now));
        wanted.addAll(kept);
        for (Row row : after) wanted.add(info(row, now));
        return wanted;
    }

    private ConditionalPermissionInfo info(Row row, Map<String, ConditionalPermissionInfo> now) {
        @Nullable ConditionalPermissionInfo there = now.get(row.name());
        if (there != null && row.equals(written.get(row.name()))) return there;
        return admin.newConditionalPermissionInfo(
                row.name(),
                row.conditions(),
                row.infos(),
                row.allows() ? ConditionalPermissionInfo.ALLOW : ConditionalPermissionInfo.DENY);
    }

    private static List<ConditionalPermissionInfo> othersOf(List<ConditionalPermissionInfo> rows) {
        return rows.stream().filter(row -> !isOurs(row)).toList();
    }

    private static boolean isOurs(ConditionalPermissionInfo row) {
        return row.getName().startsWith(Rows.OURS);
    }

    private static Map<String, ConditionalPermissionInfo> byName(List<ConditionalPermissionInfo> rows) {
        Map<String, ConditionalPermissionInfo> byName = new HashMap<>();
        for (ConditionalPermissionInfo row : rows) if (isOurs(row)) byName.put(row.getName(), row);
        return byName;
    }

    private void remember(List<Row> before, List<Row> after) {
        Map<String, Row> all = new HashMap<>();
        for (Row row : before) all.put(row.name(), row);
        for (Row row : after) all.put(row.name(), row);
        written = Map.copyOf(all);
        broken = false;
    }
}
