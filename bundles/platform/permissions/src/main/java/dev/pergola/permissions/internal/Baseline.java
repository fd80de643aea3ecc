package dev.pergola.permissions.internal;

import static dev.pergola.permissions.internal.JavaPermissions.BUNDLE;
import static dev.pergola.permissions.internal.JavaPermissions.CAPABILITY;
import static dev.pergola.permissions.internal.JavaPermissions.PACKAGE;
import static dev.pergola.permissions.internal.JavaPermissions.PROPERTY;
import static dev.pergola.permissions.internal.JavaPermissions.RUNTIME;
import static dev.pergola.permissions.internal.JavaPermissions.SERVICE;
import static dev.pergola.permissions.internal.JavaPermissions.info;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.permissionadmin.PermissionInfo;

/** What holds for every plugin and library without anybody being asked. */
final class Baseline {
    private static final String SDK = "dev.pergola.api";
    private static final String HOUSE = "dev.pergola.";

    /** Packages of Java and OSGi that the framework exports and that are no way around anything. */
    private static final List<String> FRAMEWORK_PACKAGES =
            List.of("org.osgi.*", "org.slf4j", "org.slf4j.*", "javax.*", "org.w3c.*", "org.xml.*", "org.ietf.*");

    /** Specifications that bundles of their own export. */
    private static final List<String> SPECIFICATIONS = List.of(
            "org.osgi.service.component",
            "org.osgi.service.component.*",
            "org.osgi.service.event",
            "org.osgi.service.metatype",
            "org.osgi.service.metatype.*",
            "org.osgi.util.*");

    private static final List<String> PROPERTIES = List.of(
            "file.encoding",
            "file.separator",
            "java.io.tmpdir",
            "java.specification.*",
            "java.vendor",
            "java.vendor.*",
            "java.version",
            "java.version.*",
            "java.vm.name",
            "java.vm.vendor",
            "java.vm.version",
            "line.separator",
            "native.encoding",
            "os.arch",
            "os.name",
            "os.version",
            "path.separator",
            "pergola.version",
            "pergola.engine.version",
            "user.country",
            "user.language",
            "user.timezone");

    /** Names under which services of the SDK are the platform's to offer; those of extension points are everybody's. */
    private static final List<String> PLATFORM_SERVICES = List.of(
            "dev.pergola.api.PluginContext",
            "dev.pergola.api.StateStore",
            "dev.pergola.api.Configuration",
            "dev.pergola.api.event.EventBus",
            "dev.pergola.api.extension.ExtensionRegistry");

    /** Names of services that steer the framework, libraries and servers. */
    private static final List<String> RESERVED_SERVICES =
            List.of("java.*", "javax.*", "jakarta.*", "org.osgi.*", "org.apache.felix.*", "org.slf4j.*", "ch.qos.*");

    /** Services that nobody can grant. */
    private static final List<String> UNTOUCHABLE_SERVICES = List.of(
            "org.osgi.service.condpermadmin.*",
            "org.osgi.service.permissionadmin.*",
            "org.osgi.framework.hooks.*",
            "org.osgi.framework.launch.*");

    private Baseline() {}

    /** What every plugin may do. */
    static List<PermissionInfo> allowed() {
        List<PermissionInfo> all = new ArrayList<>();
        all.add(info(PACKAGE, importable(), "import"));
        all.add(info(PACKAGE, "*", "exportonly"));
        // No fragments: one gets the permissions of its host, whoever wrote it.
        all.add(info(BUNDLE, "*", "provide,require,host"));
        all.add(info(CAPABILITY, "*", "require,provide"));
        // What the platform offers, and not what other plugins do: those are called through the platform.
        all.add(info(SERVICE, "(&(objectClass=" + SDK + ".*)(!(location=" + Rows.EVERYTHING + ")))", "get"));
        all.add(info(SERVICE, "org.osgi.service.log.*", "get"));
        // Declarative Services asks by the name alone whether a component may have what it waits for. A service that is
        // there is asked about again, with its id and where it comes from.
        all.add(info(SERVICE, "(!(service.id=*))", "get"));
        all.add(info(SERVICE, "*", "register"));
        for (String property : PROPERTIES) all.add(info(PROPERTY, property, "read"));
        // Java asks for this where an executor is shut down; of threads it protects none but the JVM's own.
        all.add(info(RUNTIME, "modifyThread", ""));
        return List.copyOf(all);
    }

    private static String importable() {
        return "(|(location=" + Rows.EVERYTHING + ")" + named(SDK) + named(SDK + ".*") + "(&(id=0)(|"
                + joined(FRAMEWORK_PACKAGES) + "))" + joined(SPECIFICATIONS) + ")";
    }

    private static String joined(List<String> packages) {
        StringBuilder text = new StringBuilder();
        packages.forEach(name -> text.append(named(name)));
        return text.toString();
    }

    private static String named(String name) {
        return "(package.name=" + name + ")";
    }

    /** What no plugin may do unless it is granted: stand in for the platform. */
    static List<PermissionInfo> reserved(Platform platform) {
        List<PermissionInfo> all = new ArrayList<>();
        for (String name : PLATFORM_SERVICES) all.add(info(SERVICE, name, "register"));
        for (String name : RESERVED_SERVICES) all.add(info(SERVICE, name, "register"));
        Set<String> packages = new TreeSet<>(platform.packages());
        packages.addAll(List.of(SDK, SDK + ".*", "org.osgi.framework", "org.osgi.framework.*", "org.slf4j"));
        for (String name : packages) all.add(info(PACKAGE, name, "exportonly"));
        return List.copyOf(all);
    }

    /** What no plugin may do, whatever it is granted: reach behind the platform's doors. */
    static List<PermissionInfo> untouchable(Platform platform) {
        List<PermissionInfo> all = new ArrayList<>();
        for (String name : UNTOUCHABLE_SERVICES) all.add(info(SERVICE, name, "get,register"));
        all.add(info(BUNDLE, "system.bundle", "require,fragment"));
        for (String name : platform.bundles()) {
            all.add(info(BUNDLE, name, "require,fragment"));
            boolean behindADoor = name.startsWith(HOUSE) && !name.equals(SDK);
            if (behindADoor) all.add(info(SERVICE, name + ".*", "get,register"));
        }
        return List.copyOf(all);
    }
}
