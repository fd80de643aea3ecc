package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Json;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.store.PluginStates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:state}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=state"})
public final class ShowState extends ShellCommand {
    private static final int MOST_KEYS = 500;

    private final PluginManager manager;
    private final PluginStates states;

    /** On the state that plugins keep. */
    @Activate
    public ShowState(@Reference PluginManager manager, @Reference PluginStates states) {
        super(CommandSpec.of("plugin", "state", "Show what a plugin remembers")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .argument("key", "Show the value of this key", Arity.OPTIONAL, keys(states))
                .example("plugin:state counter", "The keys, and the snapshots that a rollback can go back to")
                .example("plugin:state counter total", ""));
        this.manager = manager;
        this.states = states;
    }

    private static Suggestions keys(PluginStates states) {
        return words -> words.isEmpty()
                ? List.of()
                : states.keys(words.get(0)).stream()
                        .limit(MOST_KEYS)
                        .map(Suggestion::new)
                        .toList();
    }

    @Override
    protected void run(Invocation invocation) {
        String id = invocation.arguments().argument("id");
        Optional<String> key = invocation.arguments().optionalArgument("key");
        Set<String> keys = states.keys(id);
        // An uninstalled plugin can have left its state behind.
        if (keys.isEmpty()) Plugins.require(manager, id);
        if (key.isPresent()) value(invocation.screen(), id, key.get(), keys);
        else if (invocation.json()) invocation.screen().json(view(id, keys));
        else print(invocation.screen(), id, keys);
    }

    private void value(Screen screen, String id, String key, Set<String> keys) {
        screen.json(states.get(id, key)
                .orElseThrow(() -> new CommandFailure(
                        id + " remembers nothing under " + key,
                        Nearest.remedy(key, keys),
                        "See its keys: plugin:state " + id)));
    }

    private Map<String, Object> view(String id, Set<String> keys) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("plugin_id", id);
        view.put("bytes_used", states.bytesUsed(id));
        view.put("keys", keys);
        view.put(
                "snapshots",
                states.snapshots(id).stream()
                        .map(snapshot -> Map.of(
                                "id", snapshot.id(),
                                "label", snapshot.label(),
                                "time", snapshot.time().toString(),
                                "entries", snapshot.entries()))
                        .toList());
        return view;
    }

    private void print(Screen screen, String id, Set<String> keys) {
        screen.line(
                Style.STRONG.of(id),
                " remembers ",
                Formats.count(keys.size(), "key"),
                ", ",
                Formats.bytes(states.bytesUsed(id)));
        Table table = new Table("KEY", "VALUE");
        for (String key : keys.stream().limit(MOST_KEYS).toList()) {
            String value = states.get(id, key).map(Json::compact).orElse("");
            table.row(Style.STRONG.of(key), value.length() > 200 ? value.substring(0, 200) + "…" : value);
        }
        if (!table.isEmpty()) table.print(screen);
        if (keys.size() > MOST_KEYS) screen.line(Style.MUTED.of("… and " + (keys.size() - MOST_KEYS) + " more"));
        List<PluginStates.Snapshot> snapshots = states.snapshots(id);
        if (snapshots.isEmpty()) return;
        screen.line();
        Table copies = new Table("SNAPSHOT", "OF", "WHEN", "KEYS");
        for (PluginStates.Snapshot snapshot : snapshots) {
            copies.row(
                    snapshot.id(), snapshot.label(), Style.MUTED.of(Formats.time(snapshot.time())), snapshot.entries());
        }
        copies.print(screen);
    }
}
