package dev.pergola.permissions.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.Permission;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a permission of Java or OSGi is in the vocabulary: the way back of {@link JavaPermissions}. */
final class Explainer {
    private static final Set<String> SECURE = Set.of("https:", "wss:");
    private static final Set<String> THREADS = Set.of(
            "modifyThread",
            "modifyThreadGroup",
            "getStackTrace",
            "setContextClassLoader",
            "enableContextClassLoaderOverride",
            "setDefaultUncaughtExceptionHandler");
    private static final Set<String> DEEP =
            Set.of("accessDeclaredMembers", "getClassLoader", "reflectionFactoryAccess");
    private static final Set<String> DEFINE = Set.of("createClassLoader", "defineClass");

    private final Vocabulary vocabulary;

    Explainer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** What would have to be granted; empty where nothing in the vocabulary gives that. */
    Optional<Extent> explain(Permission permission, Places places) {
        String name = bounded(permission.getName());
        String actions = bounded(permission.getActions());
        return switch (permission.getClass().getName()) {
            case JavaPermissions.FILE -> file(name, actions, places);
            case JavaPermissions.SOCKET -> socket(name, actions);
            case JavaPermissions.URL -> url(name);
            case JavaPermissions.PROPERTY ->
                extent(actions.contains("write") ? "system.properties.write" : "system.properties", name);
            case JavaPermissions.RUNTIME -> runtime(name);
            case JavaPermissions.REFLECT -> extent("reflection.deep", "");
            case JavaPermissions.MANAGEMENT -> name.equals("monitor") ? extent("metrics.read", "") : Optional.empty();
            case JavaPermissions.NET -> name.equals("getProxySelector") ? extent("network.http", "") : Optional.empty();
            case JavaPermissions.SERVICE ->
                extent(actions.contains("register") ? "service.provide" : "service.get", name);
            case JavaPermissions.PACKAGE ->
                actions.contains("import") ? extent("package.import", name) : Optional.empty();
            case JavaPermissions.TOPIC ->
                extent(actions.contains("publish") ? "event.publish" : "event.subscribe", name);
            default ->
                permission.getClass().getName().equals(JavaPermissions.OWN) ? extent(name, actions) : Optional.empty();
        };
    }

    /** Whatever a permission says of itself: its class may be a plugin's. */
    private static String bounded(@Nullable String text) {
        if (text == null) return "";
        return text.length() > Syntax.LONGEST ? text.substring(0, Syntax.LONGEST) : text;
    }

    private Optional<Extent> extent(String permission, String target) {
        try {
            return Optional.of(vocabulary.extent(permission, target));
        } catch (IllegalArgumentException odd) {
            return Optional.empty();
        }
    }

    private Optional<Extent> file(String name, String actions, Places places) {
        if (actions.contains("execute")) {
            return extent("system.exec", name.equals(JavaPermissions.ALL_FILES) ? "*" : name);
        }
        String permission =
                actions.contains("write") || actions.contains("delete") ? "filesystem.write" : "filesystem.read";
        return extent(permission, name.equals(JavaPermissions.ALL_FILES) ? "*" : path(name, places));
    }

    private static String path(String name, Places places) {
        try {
            Path path = Path.of(name).toAbsolutePath().normalize();
            if (path.equals(places.data())) return PathSyntax.DATA;
            if (path.startsWith(places.data()))
                return PathSyntax.DATA + "/" + places.data().relativize(path);
            return path.toString();
        } catch (InvalidPathException odd) {
            return name;
        }
    }

    private Optional<Extent> socket(String name, String actions) {
        if (actions.contains("listen") || actions.contains("accept")) {
            int colon = name.indexOf(':', name.lastIndexOf(']') + 1);
            return extent("network.listen", colon < 0 ? "*" : name.substring(colon + 1));
        }
        boolean web = name.endsWith(":80") || name.endsWith(":443") || !name.contains(":");
        return extent(web ? "network.http" : "network.socket", name);
    }

    private Optional<Extent> url(String name) {
        int slashes = name.indexOf("//");
        if (slashes < 0) return Optional.empty();
        String authority = name.substring(slashes + 2).split("[/?#]", 2)[0];
        String scheme = name.substring(0, slashes).toLowerCase(Locale.ROOT);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        boolean port = host.lastIndexOf(':') > host.lastIndexOf(']');
        return extent("network.http", port ? host : host + (SECURE.contains(scheme) ? ":443" : ":80"));
    }

    private Optional<Extent> runtime(String name) {
        if (name.startsWith("getenv.")) return extent("system.environment", name.substring("getenv.".length()));
        if (name.startsWith("loadLibrary.")) return extent("native.load", name.substring("loadLibrary.".length()));
        if (name.equals(JavaPermissions.FOREIGN)) return extent("native.load", "*");
        if (name.equals(JavaPermissions.MANAGEMENT_READ)) return extent("metrics.read", "");
        if (THREADS.contains(name)) return extent("threads.manage", "");
        if (DEEP.contains(name)) return extent("reflection.deep", "");
        return DEFINE.contains(name) ? extent("classes.define", "") : Optional.empty();
    }
}
