package dev.pergola.sandbox.internal.egress;

import java.net.InetAddress;
import java.net.SocketPermission;
import java.security.AllPermission;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.permissionadmin.PermissionInfo;

/**
 * What a row of permissions says of connections.
 *
 * @param allows whether it lets through or denies
 * @param host a name, an address, {@code *.} and a domain, or {@code *}
 * @param low the first of its ports
 * @param high the last
 * @param until when it ends
 */
public record Rule(boolean allows, String host, int low, int high, Optional<Instant> until) {
    private static final String ANY = "*";
    private static final String LOCAL = "localhost";
    private static final Set<String> LOCAL_ADDRESSES = Set.of("127.0.0.1", "[0:0:0:0:0:0:0:1]");
    private static final int LAST_PORT = 65_535;
    private static final Pattern PORTS = Pattern.compile("(\\d{0,5})(-?)(\\d{0,5})");

    /** Of a permission in a row; empty where it is not about connecting, or no host that there can be. */
    public static Optional<Rule> of(boolean allows, PermissionInfo permission, Optional<Instant> until) {
        if (permission.getType().equals(AllPermission.class.getName()))
            return Optional.of(new Rule(allows, ANY, 0, LAST_PORT, until));
        boolean connects = permission.getType().equals(SocketPermission.class.getName())
                && permission.getActions().contains("connect");
        return connects ? of(allows, permission.getName().toLowerCase(Locale.ROOT), until) : Optional.empty();
    }

    private static Optional<Rule> of(boolean allows, String name, Optional<Instant> until) {
        int colon = name.indexOf(':', name.lastIndexOf(']') + 1);
        String host = colon < 0 ? name : name.substring(0, colon);
        String ports = colon < 0 ? ANY : name.substring(colon + 1);
        Matcher range = PORTS.matcher(ports.equals(ANY) ? "0-" : ports);
        if (host.isEmpty() || ports.isEmpty() || ports.equals("-") || !range.matches()) return Optional.empty();
        boolean one = range.group(2).isEmpty();
        int low = range.group(1).isEmpty() ? 0 : Integer.parseInt(range.group(1));
        int high = one ? low : range.group(3).isEmpty() ? LAST_PORT : Integer.parseInt(range.group(3));
        return Optional.of(new Rule(allows, canonical(host), low, high, until));
    }

    private static String canonical(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return Addresses.literal(bare).map(Addresses::shown).orElse(host);
    }

    boolean holds(Instant now) {
        return until.isEmpty() || now.isBefore(until.get());
    }

    /** Whether it speaks of a target, by what that is called. */
    boolean names(Target target) {
        if (target.port() < low || target.port() > high) return false;
        if (host.equals(ANY) || host.equals(target.host())) return true;
        // A sandbox looks this one name up itself, whatever it was given.
        if (host.equals(LOCAL) && LOCAL_ADDRESSES.contains(target.host())) return true;
        if (target.host().equals(LOCAL) && LOCAL_ADDRESSES.contains(host)) return true;
        return host.startsWith("*.")
                && target.address().isEmpty()
                && target.host().endsWith(host.substring(1));
    }

    /** Whether it speaks of just this host: by its address, or as the host that Pergola runs on. */
    boolean namesItself(Target target, InetAddress address) {
        if (target.port() < low || target.port() > high) return false;
        boolean local = host.equals(LOCAL) && names(target) && address.isLoopbackAddress();
        return local || host.equals(Addresses.shown(address));
    }

    /** Whether it speaks of an address as Java has it: a name means whatever it stands for. Looks names up. */
    boolean reaches(InetAddress address, int port) {
        if (port < low || port > high) return false;
        if (host.equals(ANY)) return true;
        return new SocketPermission(host, "connect")
                .implies(new SocketPermission(Addresses.shown(address) + ":" + port, "connect"));
    }
}
