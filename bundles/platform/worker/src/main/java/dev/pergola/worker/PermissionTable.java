package dev.pergola.worker;

import java.util.List;
import java.util.function.LongConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of this framework: a copy of the kernel's. Where nothing is enforced there is no table, and nothing to do. */
final class PermissionTable {
    private static final Logger LOG = LoggerFactory.getLogger(PermissionTable.class);
    private static final String CHANGED = "(pergola.when=permissions.changed)";

    private final BundleContext framework;

    PermissionTable(BundleContext framework) {
        this.framework = framework;
    }

    /**
     * Replaces all rows; in force when this returns.
     *
     * @param until when the first of them changes by itself, in milliseconds; {@link Long#MAX_VALUE} for never
     */
    void replace(List<String> rows, long until) {
        ServiceReference<ConditionalPermissionAdmin> reference =
                framework.getServiceReference(ConditionalPermissionAdmin.class);
        if (reference == null) {
            LOG.debug("Nothing is enforced here");
            return;
        }
        // To the framework, an empty table is one that is not used, and everything is allowed.
        if (rows.isEmpty()) throw new IllegalStateException("There are no rows of permissions");
        ConditionalPermissionAdmin admin = framework.getService(reference);
        ConditionalPermissionUpdate update = admin.newConditionalPermissionUpdate();
        List<ConditionalPermissionInfo> table = update.getConditionalPermissionInfos();
        table.clear();
        for (String row : rows) table.add(admin.newConditionalPermissionInfo(row));
        if (!update.commit()) throw new IllegalStateException("Somebody else changed the permissions");
        forget(until);
    }

    private void forget(long until) {
        try {
            for (ServiceReference<LongConsumer> each : framework.getServiceReferences(LongConsumer.class, CHANGED))
                framework.getService(each).accept(until);
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalStateException("A constant filter is well formed", e);
        }
    }
}
