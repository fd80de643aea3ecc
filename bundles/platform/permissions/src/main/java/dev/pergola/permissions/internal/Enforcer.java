package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.permissions.internal.Rows.Granted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the rows as they have to be: for the bundles that were admitted, by what was decided. Where the framework has no
 * ConditionalPermissionAdmin it only keeps count.
 */
final class Enforcer {
    private final Vocabulary vocabulary;
    private final PluginFolders folders;
    private final Rows rows;
    private final Optional<Table> table;
    private final Supplier<Judge> judge;
    private final Supplier<Platform> platform;
    private final Map<String, PluginMetadata> plugins = new LinkedHashMap<>();

    Enforcer(
            Vocabulary vocabulary,
            PluginFolders folders,
            Optional<Table> table,
            Supplier<Judge> judge,
            Supplier<Platform> platform) {
        this.vocabulary = vocabulary;
        this.folders = folders;
        this.rows = new Rows(vocabulary, folders);
        this.table = table;
        this.judge = judge;
        this.platform = platform;
    }

    /** Before a bundle comes to a location. A library needs no row of its own. */
    synchronized void admit(Optional<PluginMetadata> metadata, String location) {
        Rows.checked(location);
        if (metadata.isEmpty()) return;
        plugins.put(location, metadata.get());
        try {
            write();
        } catch (RuntimeException e) {
            plugins.remove(location);
            throw e;
        }
    }

    /** Once nothing runs at a location any more. */
    synchronized void dismiss(String location) {
        if (plugins.remove(location) != null) write();
    }

    /** After something was decided, or a grant ended. */
    synchronized void write() {
        if (table.isEmpty()) return;
        Judge now = judge.get();
        Platform there = platform.get();
        List<Granted> granted = new ArrayList<>();
        plugins.forEach((location, metadata) -> granted.add(new Granted(
                location,
                metadata.id(),
                metadata.dependencies().stream()
                        .map(PluginMetadata.PluginDependency::plugin)
                        .toList(),
                effective(now, metadata))));
        table.get().write(rows.before(now.denials(), there), rows.after(granted, there));
    }

    /** The versions of a plugin that were admitted and not dismissed. */
    synchronized List<PluginMetadata> admitted(String pluginId) {
        return plugins.values().stream()
                .filter(metadata -> metadata.id().equals(pluginId))
                .toList();
    }

    List<Extent> effective(Judge judge, PluginMetadata metadata) {
        return judge.effective(metadata.id(), vocabulary.extents(metadata.permissions()), folders.of(metadata.id()));
    }
}
