package dev.pergola.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetPermission;
import java.net.SocketAddress;
import java.net.SocketPermission;
import java.security.Permission;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Of addresses and names of hosts. See {@link Checks} for what they have in common. */
public final class NetworkChecks {
    private NetworkChecks() {}

    public static void connect(@Nullable Object remote, boolean direct, String operation) {
        if (remote != null) address(remote, "connect", direct, operation);
    }

    /** An address that is left to the operating system has no port yet. */
    public static void listen(@Nullable Object local, boolean direct, String operation) {
        if (local == null) socket("localhost:0", "listen", direct, operation);
        else address(local, "listen", direct, operation);
    }

    /** Of a socket that sends: one that is bound without being told to listens to nobody. */
    public static void bind(@Nullable Object local, boolean direct, String operation) {
        if (local != null) address(local, "listen", direct, operation);
    }

    public static void multicast(@Nullable InetAddress group, boolean direct, String operation) {
        if (group != null && Enforcement.isActive()) socket(host(group), "connect,accept", direct, operation);
    }

    public static void resolve(@Nullable String host, boolean direct, String operation) {
        if (host != null && !host.isEmpty()) socket(host, "resolve", direct, operation);
    }

    public static void reverse(@Nullable InetAddress address, boolean direct, String operation) {
        if (address != null && Enforcement.isActive()) socket(host(address), "resolve", direct, operation);
    }

    private static void address(Object address, String action, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length == 0) return;
        Permission permission;
        if (address instanceof InetSocketAddress) {
            InetSocketAddress internet = (InetSocketAddress) address;
            // By number: a name can be put on any address.
            InetAddress resolved = internet.getAddress();
            String host = action.equals("listen")
                    ? "localhost"
                    : resolved == null ? internet.getHostString() : host(resolved);
            String target = host.concat(":").concat(Integer.toString(internet.getPort()));
            permission = new SocketPermission(target, action);
        } else if (address instanceof SocketAddress && Kind.isJdk(address.getClass())) {
            permission = new NetPermission("accessUnixDomainSocket");
        } else {
            return;
        }
        Decisions.check(domains, permission, operation);
    }

    private static void socket(String target, String action, boolean direct, String operation) {
        ProtectionDomain[] domains = Walk.domains(direct);
        if (domains.length > 0) Decisions.check(domains, new SocketPermission(target, action), operation);
    }

    private static String host(InetAddress address) {
        String host = address.getHostAddress();
        int zone = host.indexOf('%');
        if (zone >= 0) host = host.substring(0, zone);
        return host.indexOf(':') < 0 ? host : "[".concat(host).concat("]");
    }
}
