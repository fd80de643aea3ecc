package dev.pergola.permissions.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts and their ports, as in {@code api.example.com:443}, {@code *.example.com} or {@code *}. */
final class HostSyntax implements Syntax {
    private static final Pattern NAME =
            Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?" + "(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

    private final String otherwise;

    HostSyntax(String otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * A target, taken apart.
     *
     * @param host a name, {@code *.} and a domain, or {@code *}
     * @param ports its ports
     */
    record Hosts(String host, PortRange ports) {
        boolean covers(Hosts other) {
            return coversHost(other.host) && ports.covers(other.ports);
        }

        private boolean coversHost(String other) {
            if (host.equals("*") || host.equals(other)) return true;
            return host.startsWith("*.") && other.endsWith(host.substring(1));
        }

        @Override
        public String toString() {
            return ports.equals(PortRange.ALL) ? host : host + ":" + ports;
        }
    }

    @Override
    public String expects() {
        return "a host such as 'api.example.com', with a port or range as in 'api.example.com:443' where it is not any;"
                + " '*.example.com' for all hosts of a domain, '*' for any host";
    }

    @Override
    public String otherwise() {
        return otherwise;
    }

    @Override
    public String normal(String target) {
        String plain = Syntax.plain(target);
        if (plain.isEmpty()) plain = otherwise;
        if (plain.isEmpty()) throw new IllegalArgumentException("has no target");
        return parse(plain).toString();
    }

    static Hosts parse(String target) {
        String lower = target.toLowerCase(Locale.ROOT);
        int colon = lower.startsWith("[") ? lower.indexOf(':', lower.indexOf(']') + 1) : lower.indexOf(':');
        String host = colon < 0 ? lower : lower.substring(0, colon);
        PortRange ports = colon < 0 ? PortRange.ALL : PortRange.parse(lower.substring(colon + 1));
        if (!host.equals("*")
                && !NAME.matcher(host).matches()
                && !IPV6.matcher(host).matches()) {
            throw new IllegalArgumentException("has the host '" + host + "'");
        }
        return new Hosts(host, ports);
    }

    @Override
    public boolean covers(String wide, String narrow, Places places) {
        return parse(wide).covers(parse(narrow));
    }

    @Override
    public Optional<String> common(String one, String other, Places places) {
        Hosts left = parse(one);
        Hosts right = parse(other);
        Optional<String> host = left.coversHost(right.host)
                ? Optional.of(right.host)
                : right.coversHost(left.host) ? Optional.of(left.host) : Optional.empty();
        return host.flatMap(name -> left.ports.common(right.ports).map(ports -> new Hosts(name, ports).toString()));
    }

    @Override
    public String shown(String target) {
        Hosts hosts = parse(target);
        String host = hosts.host;
        if (host.equals("*")) host = "any host";
        if (host.startsWith("*.")) host = "any host of " + host.substring(2);
        return hosts.ports.equals(PortRange.ALL) ? host : host + " at " + hosts.ports.shown();
    }
}
