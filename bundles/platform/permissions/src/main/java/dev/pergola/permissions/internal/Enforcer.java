package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.permissions.internal.Rows.Granted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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
    private final Function<String, Optional<Provenance>> origins;
    private final BooleanSupplier ending;
    private final Map<String, Admitted> plugins = new LinkedHashMap<>();

    /**
     * A plugin's bundle.
     *
     * @param location its location
     * @param metadata what the plugin says of itself
     * @param digest of its jar
     * @param from whom it comes from
     */
    record Admitted(String location, PluginMetadata metadata, String digest, Optional<Provenance> from) {}

    /** With what says that the whole framework is stopping. */
    Enforcer(
            Vocabulary vocabulary,
            PluginFolders folders,
            Optional<Table> table,
            Supplier<Judge> judge,
            Supplier<Platform> platform,
            Function<String, Optional<Provenance>> origins,
            BooleanSupplier ending) {
        this.origins = origins;
        this.ending = ending;
        this.vocabulary = vocabulary;
        this.folders = folders;
        this.rows = new Rows(vocabulary, folders);
        this.table = table;
        this.judge = judge;
        this.platform = platform;
    }

    /** Before a bundle comes to a location. A library needs no row of its own. */
    synchronized void admit(Optional<PluginMetadata> metadata, String digest, String location) {
        Rows.checked(location);
        if (metadata.isEmpty()) return;
        plugins.put(location, new Admitted(location, metadata.get(), digest, origins.apply(digest)));
        try {
            write();
        } catch (RuntimeException e) {
            plugins.remove(location);
            throw e;
        }
    }

    /**
     * Once nothing runs at a location any more. While everything stops the rows stay: they end with the framework, and to
     * write them anew for each of hundreds of plugins would take longer than all else that has to be stopped.
     */
    synchronized void dismiss(String location) {
        if (plugins.remove(location) != null && !ending.getAsBoolean()) write();
    }

    synchronized Provenance provenance(String location) {
        return Optional.ofNullable(plugins.get(location))
                .flatMap(Admitted::from)
                .orElse(Provenance.UNKNOWN);
    }

    /** After keys were revoked, or trust has changed. */
    synchronized void askAgainWhoSigned() {
        plugins.replaceAll((location, plugin) ->
                new Admitted(location, plugin.metadata, plugin.digest, origins.apply(plugin.digest)));
        write();
    }

    /** After something was decided, or a grant ended. */
    synchronized void write() {
        if (table.isEmpty()) return;
        Judge now = judge.get();
        Platform there = platform.get();
        Map<String, List<String>> defined = vocabulary.defined();
        List<Granted> granted = new ArrayList<>();
        plugins.forEach((location, plugin) -> granted.add(new Granted(
                location,
                plugin.metadata.id(),
                plugin.metadata.dependencies().stream()
                        .map(PluginMetadata.PluginDependency::plugin)
                        .toList(),
                defined.getOrDefault(plugin.metadata.id(), List.of()),
                granted(now, plugin))));
        table.get().write(rows.before(now.denials(), there), rows.after(granted, there));
    }

    /** The versions of a plugin that were admitted and not dismissed. */
    synchronized List<Admitted> admitted(String pluginId) {
        return plugins.values().stream()
                .filter(plugin -> plugin.metadata.id().equals(pluginId))
                .toList();
    }

    private List<Effective> granted(Judge judge, Admitted plugin) {
        return granted(judge, plugin.metadata, plugin.from);
    }

    /** What a plugin was granted of what it asks for, on whatever terms. */
    List<Effective> granted(Judge judge, PluginMetadata metadata, Optional<Provenance> from) {
        return judge.effective(
                metadata.id(), vocabulary.extents(metadata.permissions()), folders.of(metadata.id()), from);
    }

    /** The same, as far as the terms are met in this process, now. */
    List<Extent> effective(Judge judge, PluginMetadata metadata, Optional<Provenance> from) {
        return granted(judge, metadata, from).stream()
                .filter(judge::holdsHere)
                .map(Effective::extent)
                .distinct()
                .toList();
    }
}
