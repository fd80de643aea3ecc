package dev.pergola.sandbox.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;

/** The kernel's rows of permissions, as far as they can be about the bundles of one sandbox. */
final class PermissionRows {
    private static final String PLUGINS = "pergola:";

    private final Optional<ConditionalPermissionAdmin> admin;
    private volatile long until = Long.MAX_VALUE;

    /** Without an admin, nothing is enforced and there are no rows. */
    PermissionRows(Optional<ConditionalPermissionAdmin> admin) {
        this.admin = admin;
    }

    /** They are others now, and change by themselves at a time. */
    void changed(long until) {
        this.until = until;
    }

    /** When the first of them changes by itself, in milliseconds; {@link Long#MAX_VALUE} for never. */
    long until() {
        return until;
    }

    /** In the order of the table, as text; a row is left out only where it is plainly about other plugins. */
    List<String> of(List<String> locations) {
        List<String> rows = new ArrayList<>();
        admin.ifPresent(found -> {
            for (ConditionalPermissionInfo row :
                    found.newConditionalPermissionUpdate().getConditionalPermissionInfos())
                if (concerns(row, locations)) rows.add(row.getEncoded());
        });
        return rows;
    }

    private static boolean concerns(ConditionalPermissionInfo row, List<String> locations) {
        for (ConditionInfo condition : row.getConditionInfos()) {
            boolean byLocation = condition.getType().equals(BundleLocationCondition.class.getName())
                    && condition.getArgs().length == 1
                    && condition.getArgs()[0].startsWith(PLUGINS);
            if (byLocation
                    && locations.stream()
                            .noneMatch(pattern(condition.getArgs()[0]).asMatchPredicate())) return false;
        }
        return true;
    }

    private static Pattern pattern(String location) {
        StringBuilder text = new StringBuilder();
        for (String part : location.split("\\*", -1))
            text.append(text.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        return Pattern.compile(text.toString());
    }
}
