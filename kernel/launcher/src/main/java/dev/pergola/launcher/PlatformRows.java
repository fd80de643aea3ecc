package dev.pergola.launcher;

import java.security.AllPermission;
import java.util.Hashtable;
import java.util.List;
import java.util.function.LongConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.osgi.service.permissionadmin.PermissionInfo;

/**
 * The row that gives the platform's own bundles every permission. It has to be there before the first bundle is: an
 * empty table allows everything to everybody, and one with other rows only would allow nothing to the platform.
 */
final class PlatformRows {
    /** How the rows of the kernel are named; whoever adds others leaves these alone. */
    static final String PREFIX = "kernel";

    /**
     * The property of the service that whoever changes rows has to call, so that no decision outlives them: with the time in
     * milliseconds at which the first of them changes by itself, or {@link Long#MAX_VALUE}.
     */
    private static final String WHEN = "pergola.when";

    private static final String PERMISSIONS_CHANGED = "permissions.changed";

    private PlatformRows() {}

    /** Has those who change rows say so: what remembers decisions has to forget them. */
    static void onChange(BundleContext system, LongConsumer forget) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(WHEN, PERMISSIONS_CHANGED);
        system.registerService(LongConsumer.class, forget, properties);
    }

    /** Commits it. Nobody else installs bundles at such a location: that takes a permission that plugins do not get. */
    static void commit(BundleContext system) {
        ServiceReference<ConditionalPermissionAdmin> reference =
                system.getServiceReference(ConditionalPermissionAdmin.class);
        if (reference == null) throw new IllegalStateException("The framework has no ConditionalPermissionAdmin");
        ConditionalPermissionAdmin admin = system.getService(reference);
        ConditionalPermissionUpdate update = admin.newConditionalPermissionUpdate();
        List<ConditionalPermissionInfo> rows = update.getConditionalPermissionInfos();
        rows.clear();
        rows.add(admin.newConditionalPermissionInfo(
                PREFIX + "-bundles",
                new ConditionInfo[] {
                    new ConditionInfo(
                            BundleLocationCondition.class.getName(), new String[] {BundleStarter.LOCATION_PREFIX + "*"})
                },
                new PermissionInfo[] {new PermissionInfo(AllPermission.class.getName(), "", "")},
                ConditionalPermissionInfo.ALLOW));
        if (!update.commit()) throw new IllegalStateException("The permissions of the platform were not accepted");
    }
}
