package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.shell.internal.command.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:list}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=list"})
public final class ListPlugins extends ShellCommand {
    private final PluginManager manager;

    /** On a lifecycle. */
    @Activate
    public ListPlugins(@Reference PluginManager manager) {
        super(spec(manager));
        this.manager = manager;
    }

    private static CommandSpec spec(PluginManager manager) {
        return CommandSpec.of("plugin", "list", "List the installed plugins")
                .options(
                        OptionSpec.value(
                                "--status",
                                "STATE",
                                "Only plugins in this state: active, loaded, failed, …",
                                Suggestions.of(PluginState.values())),
                        OptionSpec.value("--category", "NAME", "Only plugins of this category", categories(manager)),
                        OptionSpec.flag("--all-versions", "Every installed version, not only the current ones"),
                        OptionSpec.flag("--libraries", "The shared libraries instead of the plugins"))
                .example("plugin:list", "")
                .example("plugin:list --status failed", "What is broken; then: plugin:explain <id>")
                .example("plugin:list --json | grep state", "");
    }

    private static Suggestions categories(PluginManager manager) {
        return words -> manager.list().stream()
                .map(plugin -> plugin.metadata().category())
                .filter(category -> !category.isEmpty())
                .distinct()
                .map(Suggestion::new)
                .toList();
    }

    @Override
    protected void run(Invocation invocation) {
        if (invocation.arguments().has("--libraries")) {
            libraries(invocation);
            return;
        }
        Optional<PluginState> state = invocation.arguments().option("--status").map(ListPlugins::state);
        Optional<String> category = invocation.arguments().option("--category");
        boolean all = invocation.arguments().has("--all-versions");
        List<PluginInfo> installed = manager.list();
        List<PluginInfo> plugins = (all ? installed : currentOnly(installed))
                .stream()
                        .filter(plugin -> state.map(plugin.state()::equals).orElse(true))
                        .filter(plugin -> category.map(wanted -> wanted.equalsIgnoreCase(
                                        plugin.metadata().category()))
                                .orElse(true))
                        .toList();
        if (invocation.json()) {
            invocation.screen().json(plugins.stream().map(Views::summary).toList());
        } else {
            print(invocation.screen(), plugins, installed.isEmpty(), all);
        }
    }

    /** One of each: the current version, or the newest where none is. The list comes in order of versions. */
    private static List<PluginInfo> currentOnly(List<PluginInfo> plugins) {
        Map<String, PluginInfo> byId = new LinkedHashMap<>();
        for (PluginInfo plugin : plugins) {
            byId.merge(plugin.metadata().id(), plugin, (older, newer) -> older.current() ? older : newer);
        }
        return List.copyOf(byId.values());
    }

    private static PluginState state(String text) {
        try {
            return PluginState.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            List<String> names = Arrays.stream(PluginState.values())
                    .map(state -> state.name().toLowerCase(Locale.ROOT))
                    .toList();
            throw new CommandFailure(
                    "There is no state " + text, Nearest.remedy(text, names), "One of: " + String.join(", ", names));
        }
    }

    private void print(Screen screen, List<PluginInfo> plugins, boolean nothingInstalled, boolean all) {
        if (plugins.isEmpty()) {
            screen.line(
                    nothingInstalled
                            ? "No plugin is installed. Drop a jar into the plugins folder, or: plugin:install <jar>"
                            : "No plugin matches.");
            return;
        }
        Table table = all
                ? new Table("ID", "VERSION", "CURRENT", "STATE", "CATEGORY", "NAME")
                : new Table("ID", "VERSION", "STATE", "CATEGORY", "NAME");
        for (PluginInfo plugin : plugins) {
            Object id = Style.STRONG.of(plugin.metadata().id());
            Object version = plugin.metadata().version();
            Object state = Plugins.state(plugin.state());
            String category = plugin.metadata().category();
            String name = plugin.metadata().name();
            if (all) table.row(id, version, plugin.current() ? "yes" : "", state, category, name);
            else table.row(id, version, state, category, name);
        }
        table.print(screen);
        footer(screen, plugins);
    }

    private static void footer(Screen screen, List<PluginInfo> plugins) {
        List<String> troubled = plugins.stream()
                .filter(plugin -> !plugin.problems().isEmpty())
                .map(plugin -> plugin.metadata().id())
                .distinct()
                .toList();
        if (troubled.isEmpty()) return;
        screen.line();
        screen.line(
                Style.WARN.of(Formats.count(troubled.size(), "plugin")
                        + (troubled.size() == 1 ? " needs attention: " : " need attention: ")),
                "plugin:explain ",
                troubled.get(0));
    }

    private void libraries(Invocation invocation) {
        List<LibraryInfo> libraries = manager.libraries();
        if (invocation.json()) {
            invocation.screen().json(libraries.stream().map(Views::library).toList());
        } else if (libraries.isEmpty()) {
            invocation.screen().line("No shared library is installed.");
        } else {
            Table table = new Table("LIBRARY", "VERSION", "USED BY");
            for (LibraryInfo library : libraries) {
                table.row(
                        Style.STRONG.of(library.symbolicName()), library.version(), String.join(", ", library.users()));
            }
            table.print(invocation.screen());
        }
    }
}
