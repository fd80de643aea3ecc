package dev.pergola.worker.host;

import java.net.InetSocketAddress;
import java.net.SocketPermission;
import java.net.URLPermission;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.permissionadmin.PermissionInfo;

/** The row for the proxy that leads to the network. */
final class WayOut {
    private static final String ALL_PLUGINS = "pergola:*";

    private WayOut() {}

    /**
     * Some clients connect to a proxy in the name of whoever calls them. Everybody may: where it goes from there takes the
     * permission for that place, here and at the proxy.
     */
    static String row(InetSocketAddress address) {
        String proxy = address.getAddress().getHostAddress() + ":" + address.getPort();
        ConditionInfo all = new ConditionInfo(BundleLocationCondition.class.getName(), new String[] {ALL_PLUGINS});
        PermissionInfo socket = new PermissionInfo(SocketPermission.class.getName(), proxy, "connect,resolve");
        PermissionInfo url = new PermissionInfo(URLPermission.class.getName(), "socket://" + proxy, "CONNECT:");
        return "ALLOW { " + all.getEncoded() + " " + socket.getEncoded() + " " + url.getEncoded()
                + " } \"sandbox:egress\"";
    }
}
