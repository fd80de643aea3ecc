package dev.pergola.http.internal.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the operator set, checked. An OSGi service while HTTP is enabled; everything else of this bundle needs it.
 *
 * @param host address to listen at
 * @param port port to listen at, 0 for any that is free
 * @param data the data directory
 * @param maxBodyBytes largest JSON body
 * @param uploadMaxBytes largest upload
 * @param allowedHosts names that the Host header may have; empty for any
 * @param pluginRequests how many requests one plugin may make in its window; 0 for any number
 * @param pluginWindow the window
 */
public record HttpSettings(
        String host,
        int port,
        Path data,
        long maxBodyBytes,
        long uploadMaxBytes,
        Set<String> allowedHosts,
        int pluginRequests,
        Duration pluginWindow) {
    /** Whether there is HTTP at all. */
    public static final String ENABLED = "pergola.http.enabled";
    /** Address to listen at. */
    public static final String HOST = "pergola.http.host";
    /** Port to listen at. */
    public static final String PORT = "pergola.http.port";
    /** Largest JSON body, in MiB. */
    public static final String MAX_BODY = "pergola.http.max-body-mb";
    /** Largest upload, in MiB. */
    public static final String UPLOAD_MAX = "pergola.http.upload-max-mb";
    /** More names for the Host header. */
    public static final String ALLOWED_HOSTS = "pergola.http.allowed-hosts";
    /** Requests that one plugin may make in a while. */
    public static final String PLUGIN_REQUESTS = "pergola.http.plugin-requests";
    /** How long that is, in minutes. */
    public static final String PLUGIN_WINDOW = "pergola.http.plugin-requests-minutes";
    /** The data directory. */
    public static final String DATA = "pergola.data";

    /** Copies. */
    public HttpSettings {
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /**
     * Reads the framework's properties.
     *
     * @throws IllegalArgumentException naming the property that is missing or wrong
     */
    static HttpSettings from(Function<String, @Nullable String> properties) {
        String data = text(properties, DATA, "");
        if (data.isEmpty()) {
            throw new IllegalArgumentException(
                    "The framework property " + DATA + " is missing: the token is kept in the data directory");
        }
        String host = text(properties, HOST, "127.0.0.1");
        return new HttpSettings(
                host,
                (int) number(properties, PORT, 8080, 0, 65_535),
                Path.of(data).toAbsolutePath().normalize(),
                number(properties, MAX_BODY, 64, 1, 2_047) << 20,
                number(properties, UPLOAD_MAX, 256, 1, 1 << 20) << 20,
                allowedHosts(host, text(properties, ALLOWED_HOSTS, "")),
                (int) number(properties, PLUGIN_REQUESTS, 100, 0, 1_000_000),
                Duration.ofMinutes(number(properties, PLUGIN_WINDOW, 15, 1, 1_440)));
    }

    /** A host by which this machine reaches the server, as it stands in a URL. */
    String reachableHost() {
        if (host.equals("0.0.0.0") || host.equals("::")) return "127.0.0.1";
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Whether there is HTTP at all. */
    static boolean enabled(Function<String, @Nullable String> properties) {
        return !text(properties, ENABLED, "true").equals("false");
    }

    /** A machine that listens to itself only is reached by these names; any other is a trick played on a browser. */
    private static Set<String> allowedHosts(String host, String more) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : more.split("[,\n]", -1)) {
            if (!name.isBlank()) names.add(name.trim().toLowerCase(Locale.ROOT));
        }
        if (isLoopback(host)) {
            names.addAll(List.of("localhost", "127.0.0.1", "[::1]", host.toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "The framework property " + HOST + " names a host that cannot be resolved: " + host, e);
        }
    }

    private static String text(Function<String, @Nullable String> properties, String name, String otherwise) {
        String value = properties.apply(name);
        return value == null || value.isBlank() ? otherwise : value.trim();
    }

    private static long number(
            Function<String, @Nullable String> properties, String name, long otherwise, long least, long most) {
        String text = text(properties, name, Long.toString(otherwise));
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) return value;
        } catch (NumberFormatException e) {
            // Said below, together with numbers that are out of range.
        }
        throw new IllegalArgumentException("The framework property " + name + " has to be a whole number from " + least
                + " to " + most + ", but is '" + text + "'");
    }
}
