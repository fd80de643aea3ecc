package dev.pergola.permissions.internal;

import dev.pergola.permissions.PluginPermission;
import dev.pergola.permissions.internal.HostSyntax.Hosts;
import dev.pergola.permissions.internal.PathSyntax.Files;
import dev.pergola.permissions.internal.Term.Mapping;
import java.io.IOException;
import java.nio.file.Path;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.permissionadmin.PermissionInfo;

/**
 * What the words of the vocabulary are in Java and OSGi. Permissions are named by their classes' names: some of the
 * classes are in bundles that need not be there.
 */
final class JavaPermissions {
    static final String FILE = "java.io.FilePermission";
    static final String SOCKET = "java.net.SocketPermission";
    static final String URL = "java.net.URLPermission";
    static final String NET = "java.net.NetPermission";
    static final String PROPERTY = "java.util.PropertyPermission";
    static final String RUNTIME = "java.lang.RuntimePermission";
    static final String REFLECT = "java.lang.reflect.ReflectPermission";
    static final String MANAGEMENT = "java.lang.management.ManagementPermission";
    static final String SERVICE = "org.osgi.framework.ServicePermission";
    static final String PACKAGE = "org.osgi.framework.PackagePermission";
    static final String BUNDLE = "org.osgi.framework.BundlePermission";
    static final String CAPABILITY = "org.osgi.framework.CapabilityPermission";
    static final String TOPIC = "org.osgi.service.event.TopicPermission";
    static final String CONFIGURATION = "org.osgi.service.cm.ConfigurationPermission";
    static final String OWN = PluginPermission.class.getName();
    static final String ALL_FILES = "<<ALL FILES>>";
    static final String EVENT_ADMIN = "org.osgi.service.event.EventAdmin";
    static final String EVENT_HANDLER = "org.osgi.service.event.EventHandler";
    /** What the guard asks for before code reaches native memory and functions; Java has no name for it. */
    static final String FOREIGN = "pergola.foreignFunctions";
    /** What the guard asks readers of management beans for, where Java's own permission is no more. */
    static final String MANAGEMENT_READ = "pergola.management.read";

    private static final PortRange HTTP_PORT = new PortRange(80, 80);
    private static final PortRange HTTPS_PORT = new PortRange(443, 443);

    private JavaPermissions() {}

    static PermissionInfo info(String type, String name, String actions) {
        return new PermissionInfo(type, name, actions);
    }

    static Mapping files(String actions) {
        return (target, places) -> {
            if (target.equals("*")) return List.of(info(FILE, ALL_FILES, actions));
            Files files = PathSyntax.files(target, places);
            String path = files.path().toString();
            String below = path.endsWith("/") ? path : path + "/";
            return switch (files.reach()) {
                case ITSELF -> List.of(info(FILE, path, actions));
                case CHILDREN -> List.of(info(FILE, below + "*", actions));
                case TREE -> List.of(info(FILE, path, actions), info(FILE, below + "-", actions));
            };
        };
    }

    /**
     * A program that is reached by links may be started by its real path too, which is what the guard asks for. Where
     * plugins lay links themselves, they say nothing.
     */
    static Mapping programs() {
        Mapping asGiven = files("execute");
        return (target, places) -> {
            List<PermissionInfo> all = asGiven.of(target, places);
            if (target.equals("*") || target.startsWith("${")) return all;
            Files files = PathSyntax.files(target, places);
            if (files.path().startsWith(places.data()) || files.path().startsWith(places.tmp())) return all;
            Path real = real(files.path());
            if (real.equals(files.path()) || !PathSyntax.isPlain(real)) return all;
            String reach = target.substring(PathSyntax.stem(target).length());
            return Stream.concat(all.stream(), asGiven.of(real + reach, places).stream())
                    .toList();
        };
    }

    @SuppressWarnings("removal")
    private static Path real(Path path) {
        return AccessController.doPrivileged((PrivilegedAction<Path>) () -> {
            try {
                return path.toRealPath();
            } catch (IOException missing) {
                return path;
            }
        });
    }

    static Mapping sockets() {
        return (target, places) -> List.of(info(SOCKET, HostSyntax.parse(target).toString(), "connect,resolve"));
    }

    /** An HTTP client asks for the URL, or else for the host. A web socket begins as a request to it. */
    static Mapping http() {
        return (target, places) -> {
            Hosts hosts = HostSyntax.parse(target);
            String address = hosts.host() + ":" + hosts.ports();
            List<PermissionInfo> all = new ArrayList<>(List.of(
                    info(SOCKET, hosts.toString(), "connect,resolve"),
                    info(URL, "http://" + address + "/-", "*:*"),
                    info(URL, "https://" + address + "/-", "*:*"),
                    info(URL, "ws://" + address + "/-", "*:*"),
                    info(URL, "wss://" + address + "/-", "*:*"),
                    info(NET, "getProxySelector", "")));
            // Of these, unlike of the others, Java does not know which port they mean when they name none.
            if (hosts.ports().covers(HTTP_PORT)) all.add(info(URL, "ws://" + hosts.host() + "/-", "*:*"));
            if (hosts.ports().covers(HTTPS_PORT)) all.add(info(URL, "wss://" + hosts.host() + "/-", "*:*"));
            return List.copyOf(all);
        };
    }

    static Mapping listen() {
        return (target, places) -> {
            PortRange ports = PortRange.parse(target);
            String local = ports.equals(PortRange.ALL) ? "localhost" : "localhost:" + ports;
            return List.of(info(SOCKET, local, "listen,resolve"), info(SOCKET, "*", "accept,resolve"));
        };
    }

    static Mapping property(String actions) {
        return (target, places) -> List.of(info(PROPERTY, target, actions));
    }

    static Mapping runtime(String prefix) {
        return (target, places) -> List.of(info(RUNTIME, prefix + target, ""));
    }

    static Mapping natives() {
        return (target, places) -> List.of(info(RUNTIME, "loadLibrary." + target, ""), info(RUNTIME, FOREIGN, ""));
    }

    static Mapping service(String action) {
        return (target, places) -> List.of(info(SERVICE, target, action));
    }

    static Mapping packages() {
        return (target, places) -> List.of(info(PACKAGE, target, "import"));
    }

    static Mapping publish(String name) {
        return (target, places) ->
                List.of(info(TOPIC, target, "publish"), info(SERVICE, EVENT_ADMIN, "get"), info(OWN, name, target));
    }

    static Mapping subscribe(String name) {
        return (target, places) -> List.of(
                info(TOPIC, target, "subscribe"), info(SERVICE, EVENT_HANDLER, "register"), info(OWN, name, target));
    }

    /** What only the platform itself asks about, and whatever else it takes. */
    static Mapping own(String name, PermissionInfo... more) {
        return (target, places) -> Stream.concat(Stream.of(info(OWN, name, target)), Stream.of(more))
                .toList();
    }

    /** The same for every target. */
    static Mapping fixed(String type, String... names) {
        List<PermissionInfo> all = new ArrayList<>();
        for (String name : names) all.add(info(type, name, ""));
        return (target, places) -> all;
    }

    static Mapping all(Mapping... mappings) {
        return (target, places) -> Stream.of(mappings)
                .flatMap(mapping -> mapping.of(target, places).stream())
                .toList();
    }
}
