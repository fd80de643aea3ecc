package dev.pergola.permissions.internal;

import static dev.pergola.permissions.internal.JavaPermissions.CONFIGURATION;
import static dev.pergola.permissions.internal.JavaPermissions.FILE;
import static dev.pergola.permissions.internal.JavaPermissions.OWN;
import static dev.pergola.permissions.internal.JavaPermissions.SERVICE;
import static dev.pergola.permissions.internal.JavaPermissions.info;

import dev.pergola.permissions.internal.Judge.Denied;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.service.permissionadmin.PermissionInfo;

/**
 * Writes rows. The first row that speaks of a permission decides, so their order is: what operators deny; what nobody can
 * be granted; the kernel's own; what each bundle was granted; what is the platform's unless it was granted; what all may
 * do. Felix looks at no row where a bundle imports {@code java.*}, looks at itself, or uses its folder in the framework's
 * storage.
 *
 * <p>A library may do what any of the plugins was granted, and use the data folders of them all: it works for all of them,
 * and Java asks for the permissions of the plugin that calls it too.
 */
final class Rows {
    static final String OURS_BY_LOCATION = "pergola:";
    static final String EVERYTHING = OURS_BY_LOCATION + "*";
    static final String PLUGIN = OURS_BY_LOCATION + "plugin/";
    static final String LIBRARY = OURS_BY_LOCATION + "library/";

    /** How the names of our rows begin. */
    static final String OURS = "permissions:";

    private static final String PATH_ACTIONS = "read,write,delete";
    // What is in a location is the jar's own choice, and a star in a condition stands for anything.
    private static final Pattern LOCATION = Pattern.compile(
            "pergola:(plugin|library)/[A-Za-z0-9._-]+/[A-Za-z0-9._-]+/[0-9a-f]+/[0-9]+(/[0-9a-f]{64})?");
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9.-]{0,63}");

    private final Vocabulary vocabulary;
    private final PluginFolders folders;

    Rows(Vocabulary vocabulary, PluginFolders folders) {
        this.vocabulary = vocabulary;
        this.folders = folders;
    }

    /**
     * A plugin's bundle and what it may do.
     *
     * @param location its location
     * @param pluginId the plugin
     * @param dependencies the plugins that it says it needs, whose services it may use
     * @param defined the permissions that it defines itself, and so holds whenever it asks others for them
     * @param effective what it was granted of what it declares, and on what terms
     */
    record Granted(
            String location,
            String pluginId,
            List<String> dependencies,
            List<String> defined,
            List<Effective> effective) {}

    /** Throws {@link IllegalArgumentException} where a location is none that our installer gives. */
    static String checked(String location) {
        if (LOCATION.matcher(location).matches()) return location;
        throw new IllegalArgumentException(
                "No permissions can be given to a bundle at " + location
                        + ": names and versions of plugins and libraries consist of letters, digits, dots, dashes and underscores");
    }

    private record Whom(String locations, Bounds bounds) {}

    /** The rows before the kernel's. */
    List<Row> before(List<Denied> denials, Platform platform) {
        List<Row> rows = new ArrayList<>();
        Map<Whom, Set<PermissionInfo>> byWhom = new LinkedHashMap<>();
        for (Denied denied : denials) {
            byWhom.computeIfAbsent(
                            new Whom(denied.plugins().locations(), denied.bounds()), whom -> new LinkedHashSet<>())
                    .addAll(infos(denied));
        }
        byWhom.forEach((whom, infos) -> {
            if (infos.isEmpty()) return;
            String name = OURS + "denied " + whom.locations + whom.bounds.shown();
            rows.add(new Row(name, false, whom.locations, whom.bounds, List.copyOf(infos)));
        });
        rows.add(new Row(OURS + "untouchable", false, EVERYTHING, Baseline.untouchable(platform)));
        return rows;
    }

    /** The rows after the kernel's. */
    List<Row> after(List<Granted> bundles, Platform platform) {
        List<Row> rows = new ArrayList<>();
        Map<Bounds, Set<PermissionInfo>> anybodys = new LinkedHashMap<>();
        for (Granted bundle : bundles) {
            Places own = folders.of(bundle.pluginId);
            Map<Bounds, Set<PermissionInfo>> granted = new LinkedHashMap<>();
            for (Effective one : bundle.effective) {
                List<PermissionInfo> infos = infos(one.extent(), own);
                add(granted, one.bounds(), infos);
                // Whoever signed the plugin need not have signed its libraries.
                add(anybodys, one.bounds().withoutSigner(), infos);
            }
            rows.addAll(rows(bundle, own, granted, platform));
        }
        List<PermissionInfo> librarys = new ArrayList<>(folder(folders.root(), PATH_ACTIONS));
        for (Granted bundle : bundles) {
            for (String name : bundle.defined) {
                if (!librarys.contains(info(OWN, name, "*"))) librarys.add(info(OWN, name, "*"));
            }
        }
        rows.addAll(guarded(OURS + "libraries", LIBRARY + "*", librarys, anybodys, platform));
        rows.add(new Row(OURS + "reserved", false, EVERYTHING, Baseline.reserved(platform)));
        rows.add(new Row(OURS + "all", true, EVERYTHING, Baseline.allowed()));
        return rows;
    }

    private static void add(Map<Bounds, Set<PermissionInfo>> all, Bounds bounds, List<PermissionInfo> infos) {
        all.computeIfAbsent(bounds, key -> new LinkedHashSet<>()).addAll(infos);
    }

    private List<Row> rows(Granted bundle, Places own, Map<Bounds, Set<PermissionInfo>> granted, Platform platform) {
        String location = checked(bundle.location);
        List<PermissionInfo> always = new ArrayList<>(folder(own.data(), PATH_ACTIONS));
        always.add(info(SERVICE, "(location=" + PLUGIN + bundle.pluginId + "/*)", "get"));
        // Lifecycle binds a plugin's configuration to this; without it the plugin's components would get none.
        always.add(info(CONFIGURATION, "?" + bundle.pluginId, "target"));
        for (String name : bundle.defined) always.add(info(OWN, name, "*"));
        for (String dependency : bundle.dependencies) {
            if (!ID.matcher(dependency).matches()) continue;
            // Their own services, not their extensions: those are called through the platform.
            String others = "(&(location=" + PLUGIN + dependency + "/*)(!(objectClass=dev.pergola.api.*)))";
            always.add(info(SERVICE, others, "get"));
        }
        return guarded(OURS + location, location, always, granted, platform);
    }

    /** A grant that reaches into the platform's own folders is cut off there. */
    private static List<Row> guarded(
            String name,
            String locations,
            List<PermissionInfo> always,
            Map<Bounds, Set<PermissionInfo>> granted,
            Platform platform) {
        List<PermissionInfo> forbidden =
                forbidden(granted.values().stream().flatMap(Set::stream).toList(), platform);
        List<PermissionInfo> plain = List.copyOf(granted.getOrDefault(Bounds.NONE, Set.of()));
        List<Row> rows = new ArrayList<>();
        if (forbidden.isEmpty()) {
            List<PermissionInfo> both = new ArrayList<>(always);
            both.addAll(plain);
            rows.add(new Row(name, true, locations, List.copyOf(both)));
        } else {
            rows.add(new Row(name + " always", true, locations, List.copyOf(always)));
            rows.add(new Row(name + " never", false, locations, forbidden));
            rows.add(new Row(name, true, locations, plain));
        }
        granted.forEach((bounds, infos) -> {
            if (bounds.equals(Bounds.NONE)) return;
            rows.add(new Row(name + bounds.shown(), true, locations, bounds, List.copyOf(infos)));
        });
        return rows;
    }

    private static List<PermissionInfo> forbidden(List<PermissionInfo> granted, Platform platform) {
        List<PermissionInfo> forbidden = new ArrayList<>();
        for (Path folder : platform.secret()) {
            if (reaches(granted, folder)) forbidden.addAll(folder(folder, PATH_ACTIONS));
        }
        for (Path folder : platform.fixed()) {
            if (reaches(granted, folder)) forbidden.addAll(folder(folder, "write,delete"));
        }
        return forbidden;
    }

    private static boolean reaches(List<PermissionInfo> granted, Path folder) {
        return granted.stream()
                .filter(info -> info.getType().equals(FILE))
                .anyMatch(info -> reaches(info.getName(), folder));
    }

    private static boolean reaches(String file, Path folder) {
        if (file.equals(JavaPermissions.ALL_FILES)) return true;
        boolean open = file.endsWith("/-") || file.endsWith("/*");
        Path path = Path.of(open ? file.substring(0, Math.max(1, file.length() - 2)) : file);
        return path.startsWith(folder) || (open && folder.startsWith(path));
    }

    private static List<PermissionInfo> folder(Path folder, String actions) {
        return List.of(info(FILE, folder.toString(), actions), info(FILE, folder + "/-", actions));
    }

    /** What is denied to many below their data folders is denied in all of these folders. */
    private List<PermissionInfo> infos(Denied denied) {
        Extent extent = denied.extent();
        boolean many = denied.plugins().text().endsWith("*");
        if (many && extent.target().startsWith(PathSyntax.DATA)) {
            Places everyones = new Places(folders.root(), folders.tmp());
            return infos(new Extent(extent.permission(), PathSyntax.DATA + "/**"), everyones);
        }
        return infos(extent, folders.of(denied.plugins().text()));
    }

    private List<PermissionInfo> infos(Extent extent, Places where) {
        return vocabulary.infos(extent, where);
    }
}
