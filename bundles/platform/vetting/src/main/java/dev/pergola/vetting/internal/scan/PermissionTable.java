package dev.pergola.vetting.internal.scan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which permission covers what a rule finds: the one place where code and permissions meet. */
public final class PermissionTable {
    /** The first is the one to ask for; any of the others will do. */
    private static final Map<String, List<String>> COVERED_BY = Map.ofEntries(
            Map.entry("scan.process", List.of("system.exec")),
            Map.entry("scan.environment", List.of("system.environment")),
            Map.entry("scan.properties.read", List.of("system.properties")),
            Map.entry("scan.properties.write", List.of("system.properties")),
            Map.entry("scan.native.load", List.of("native.load")),
            Map.entry("scan.native.method", List.of("native.load")),
            Map.entry("scan.native.foreign", List.of("native.load")),
            Map.entry("scan.native.library", List.of("native.load")),
            Map.entry("scan.manifest.native-code", List.of("native.load")),
            Map.entry("scan.reflection.access", List.of("reflection.deep")),
            Map.entry("scan.reflection.unsafe", List.of("reflection.deep")),
            Map.entry("scan.reflection.modules", List.of("reflection.deep")),
            Map.entry("scan.reflection.jdk", List.of("reflection.deep")),
            Map.entry("scan.network.socket", List.of("network.socket")),
            Map.entry("scan.network.http", List.of("network.http", "network.socket")),
            Map.entry("scan.network.listen", List.of("network.listen")),
            Map.entry("scan.filesystem.read", List.of("filesystem.read")),
            Map.entry("scan.filesystem.write", List.of("filesystem.write")),
            Map.entry("scan.filesystem.temporary", List.of("filesystem.write")),
            Map.entry("scan.threads", List.of("threads.manage")),
            Map.entry("scan.management", List.of("metrics.read")));

    /** Permissions whose every use is visible in code; that others are not used cannot be said. */
    private static final Set<String> VISIBLE = Set.of(
            "system.exec",
            "system.environment",
            "native.load",
            "reflection.deep",
            "network.socket",
            "network.http",
            "network.listen",
            "filesystem.read",
            "filesystem.write");

    private PermissionTable() {}

    /** The permissions any of which covers a rule, the one to ask for first; none where no permission does. */
    public static List<String> covering(String ruleId) {
        return COVERED_BY.getOrDefault(ruleId, List.of());
    }

    /** Whether code that needs a permission can be told from code that does not. */
    public static boolean isVisible(String permission) {
        return VISIBLE.contains(permission);
    }

    /** The whole table, for those who check it. */
    static Map<String, List<String>> all() {
        return new TreeMap<>(COVERED_BY);
    }
}
