package dev.pergola.shell.internal.plugin;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Problem;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.shell.internal.plugin.Whereabouts.Place;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code plugin:info}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=info"})
public final class ShowPlugin extends ShellCommand {
    private final PluginManager manager;
    private final Optional<Whereabouts> whereabouts;

    /** On a lifecycle; where tasks run can only be said where there are sandboxes. */
    @Activate
    public ShowPlugin(
            @Reference PluginManager manager,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    @Nullable
                    Whereabouts whereabouts) {
        super(CommandSpec.of("plugin", "info", "Show everything about a plugin")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .options(OptionSpec.value(
                        "--version", "V", "This version instead of the current one", Plugins.versions(manager)))
                .example("plugin:info wordcount", ""));
        this.manager = manager;
        this.whereabouts = Optional.ofNullable(whereabouts);
    }

    @Override
    protected void run(Invocation invocation) {
        String id = invocation.arguments().argument("id");
        Optional<String> version = invocation.arguments().option("--version");
        PluginInfo plugin =
                version.isPresent() ? Plugins.version(manager, id, version.get()) : Plugins.require(manager, id);
        Optional<Place> place = plugin.current() ? whereabouts.flatMap(all -> all.of(id)) : Optional.empty();
        if (invocation.json()) invocation.screen().json(view(plugin, place));
        else print(invocation.screen(), plugin, place);
    }

    private static Map<String, Object> view(PluginInfo plugin, Optional<Place> place) {
        Map<String, Object> view = new LinkedHashMap<>(Views.details(plugin));
        place.ifPresent(known -> view.put(
                "placement",
                Map.of(
                        "where", known.where(),
                        "why", known.why(),
                        "isolation", known.isolation(),
                        "tasks", known.tasks())));
        return view;
    }

    private void print(Screen screen, PluginInfo plugin, Optional<Place> place) {
        PluginMetadata metadata = plugin.metadata();
        screen.line(Style.STRONG.of(metadata.name()), " ", metadata.version(), "  ", Plugins.state(plugin.state()));
        if (!metadata.description().isEmpty()) screen.block(metadata.description());
        screen.line();
        Table table = new Table("", "");
        row(table, "id", metadata.id());
        row(table, "versions", versions(metadata.id()));
        row(table, "enabled", plugin.enabled() ? "yes" : "no");
        row(table, "author", metadata.author());
        row(table, "license", metadata.license());
        row(table, "category", metadata.category());
        row(table, "tags", sorted(metadata.tags()));
        row(table, "engine", metadata.engine().toString());
        row(table, "depends on", joined(metadata.dependencies()));
        row(table, "conflicts with", joined(metadata.conflicts()));
        row(table, "needed by", joined(plugin.dependents()));
        row(table, "libraries", joined(plugin.libraries()));
        row(table, "node types", sorted(metadata.nodeTypes()));
        for (PluginMetadata.PermissionRequest request : metadata.permissions()) {
            row(table, "asks for", (request.permission() + " " + request.target()).strip());
        }
        Plugins.unenforced(plugin).ifPresent(note -> row(table, "permissions", note));
        place.ifPresent(known -> row(table, "tasks run", known.words()));
        row(table, "source", plugin.source());
        row(table, "digest", "sha256:" + plugin.digest());
        row(table, "bundle", plugin.bundleId() < 0 ? "none" : Long.toString(plugin.bundleId()));
        row(table, "installed", Formats.time(plugin.installedAt()));
        row(table, "state since", Formats.time(plugin.stateSince()));
        row(table, "last used", Formats.time(plugin.lastUsedAt()));
        table.print(screen);
        for (Problem problem : plugin.problems()) {
            screen.line();
            screen.line(Style.BAD.of(problem.message()));
            if (!problem.remedy().isBlank()) screen.line("  ", problem.remedy());
        }
    }

    private String versions(String id) {
        return manager.versions(id).stream()
                .map(plugin -> plugin.metadata().version() + (plugin.current() ? " (current)" : ""))
                .collect(Collectors.joining(", "));
    }

    private static String sorted(Collection<String> values) {
        return values.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String joined(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static void row(Table table, String name, String value) {
        if (!value.isEmpty()) table.row(Style.MUTED.of(name), value);
    }
}
