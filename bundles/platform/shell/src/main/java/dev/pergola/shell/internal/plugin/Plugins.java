package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Style.Styled;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import java.util.List;
import java.util.Optional;

/** Looks plugins up by what a user typed. */
public final class Plugins {
    private Plugins() {}

    /** The current version of a plugin, or a failure that names those it could have been. */
    public static PluginInfo require(PluginManager manager, String pluginId) {
        return manager.find(pluginId).orElseThrow(() -> unknown(manager, pluginId));
    }

    /** What to say of a plugin that there is not; names those it could have been. */
    public static CommandFailure unknown(PluginManager manager, String pluginId) {
        List<String> ids = manager.list().stream()
                .map(plugin -> plugin.metadata().id())
                .distinct()
                .toList();
        return new CommandFailure(
                "There is no plugin " + pluginId,
                Nearest.remedy(pluginId, ids),
                ids.isEmpty()
                        ? "No plugin is installed yet: plugin:install <jar>"
                        : "See what is installed: plugin:list");
    }

    static PluginInfo version(PluginManager manager, String pluginId, String version) {
        require(manager, pluginId);
        List<PluginInfo> versions = manager.versions(pluginId);
        return versions.stream()
                .filter(plugin -> plugin.metadata().version().toString().equals(version))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "There is no version " + version + " of " + pluginId,
                        "Installed: "
                                + String.join(
                                        ", ",
                                        versions.stream()
                                                .map(plugin -> plugin.metadata()
                                                        .version()
                                                        .toString())
                                                .toList())));
    }

    /** That nobody holds a plugin to the permissions that it asks for, where that is so. */
    static Optional<String> unenforced(PluginInfo plugin) {
        boolean asks = !plugin.metadata().permissions().isEmpty();
        return asks && !plugin.permissionsEnforced()
                ? Optional.of("recorded, not enforced: there is no permission policy")
                : Optional.empty();
    }

    /** Offers the ids of the installed plugins. */
    public static Suggestions ids(PluginManager manager) {
        return words -> manager.list().stream()
                .filter(PluginInfo::current)
                .map(plugin ->
                        new Suggestion(plugin.metadata().id(), plugin.metadata().version() + " " + plugin.state()))
                .toList();
    }

    static Suggestions versions(PluginManager manager) {
        return words -> words.isEmpty()
                ? List.of()
                : manager.versions(words.get(0)).stream()
                        .map(plugin -> new Suggestion(
                                plugin.metadata().version().toString(),
                                plugin.state().name()))
                        .toList();
    }

    static Styled state(PluginState state) {
        Style style = switch (state) {
            case ACTIVE -> Style.GOOD;
            case FAILED, QUARANTINED -> Style.BAD;
            case INITIALIZING, STOPPING -> Style.BUSY;
            case LOADED -> Style.WARN;
            case UNLOADED -> Style.MUTED;
        };
        return style.of(state);
    }
}
