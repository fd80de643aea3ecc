package dev.pergola.sandbox.internal.egress;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a connection is to go.
 *
 * @param host a name in lower case, or an address in the one way to write it, an IPv6 one in brackets
 * @param port its port
 */
record Target(String host, int port) {
    private static final int LONGEST = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    /** Systems take these for addresses in ways that differ: numbers in octal, in hexadecimal, too few of them. */
    private static final Pattern ODD = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");

    /** Throws {@link MalformedException} where no host has that name. */
    static Target of(String host, int port) throws MalformedException {
        if (port < 1 || port > 65_535) throw new MalformedException("There is no port " + port);
        return new Target(host(host), port);
    }

    /** Of {@code host:port}, or of a host alone where there is a port that is meant then. */
    static Target parse(String authority, int otherwise) throws MalformedException {
        int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        if (colon < 0 && otherwise == 0) throw new MalformedException("The port is missing");
        String port = colon < 0 ? Integer.toString(otherwise) : authority.substring(colon + 1);
        if (!port.matches("\\d{1,5}")) throw new MalformedException("That is no port");
        return of(colon < 0 ? authority : authority.substring(0, colon), Integer.parseInt(port));
    }

    private static String host(String given) throws MalformedException {
        boolean bracketed = given.startsWith("[") && given.endsWith("]");
        String lower = (bracketed ? given.substring(1, given.length() - 1) : given).toLowerCase(Locale.ROOT);
        Optional<InetAddress> address = Addresses.literal(lower);
        if (address.isPresent()) return Addresses.shown(address.get());
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        boolean fits = name.length() <= LONGEST && NAME.matcher(name).matches();
        if (bracketed || !fits || ODD.matcher(name).matches()) throw new MalformedException("That is no host");
        return name;
    }

    /** The address that it names itself; empty where it is a name. */
    Optional<InetAddress> address() {
        return Addresses.literal(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
