package dev.pergola.worker;

import java.net.InetSocketAddress;
import java.net.SocketPermission;
import java.net.URLPermission;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.osgi.service.permissionadmin.PermissionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of this framework: a copy of the kernel's. Where nothing is enforced there is no table, and nothing to do. */
final class PermissionTable {
    private static final Logger LOG = LoggerFactory.getLogger(PermissionTable.class);
    private static final String CHANGED = "(pergola.when=permissions.changed)";

    private static final String ALL_PLUGINS = "pergola:*";

    private final BundleContext framework;
    private final Optional<InetSocketAddress> egress;

    /** With the address in this process that leads to the network, where there is no other way. */
    PermissionTable(BundleContext framework, Optional<InetSocketAddress> egress) {
        this.framework = framework;
        this.egress = egress;
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
        egress.ifPresent(address -> table.add(wayOut(admin, address)));
        if (!update.commit()) throw new IllegalStateException("Somebody else changed the permissions");
        forget(until);
    }

    /**
     * Some clients connect to a proxy in the name of whoever calls them. Everybody may: where it goes from there takes the
     * permission for that place, here and at the proxy.
     */
    private static ConditionalPermissionInfo wayOut(ConditionalPermissionAdmin admin, InetSocketAddress address) {
        String proxy = address.getAddress().getHostAddress() + ":" + address.getPort();
        return admin.newConditionalPermissionInfo(
                "sandbox:egress",
                new ConditionInfo[] {
                    new ConditionInfo(BundleLocationCondition.class.getName(), new String[] {ALL_PLUGINS})
                },
                new PermissionInfo[] {
                    new PermissionInfo(SocketPermission.class.getName(), proxy, "connect,resolve"),
                    new PermissionInfo(URLPermission.class.getName(), "socket://" + proxy, "CONNECT:")
                },
                ConditionalPermissionInfo.ALLOW);
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
