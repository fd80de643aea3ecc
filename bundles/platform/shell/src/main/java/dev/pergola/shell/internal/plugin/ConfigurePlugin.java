package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Problem;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Json;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.store.ConfigurationRevision;
import dev.pergola.store.Configurations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:config}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=config"})
public final class ConfigurePlugin extends ShellCommand {
    private static final List<String> ACTIONS = List.of("show", "set", "unset", "history", "rollback");

    private final PluginManager manager;
    private final Configurations configurations;

    /** On a lifecycle, and on what the operator set before, passwords included. */
    @Activate
    public ConfigurePlugin(@Reference PluginManager manager, @Reference Configurations configurations) {
        super(CommandSpec.of("plugin", "config", "Show or change the configuration of a plugin")
                .details(
                        "  show           what the plugin sees, and where it comes from (also without an action)",
                        "  set KEY=VALUE  change some keys, and leave the others as they are",
                        "  unset KEY      go back to the plugin's default",
                        "  history        who changed what, and when",
                        "  rollback [N]   go back to the revision before, or to revision N of the history; 0 is what",
                        "                 holds before anybody sets anything",
                        "Every change is checked before it is stored, and can be looked up in the history. A plugin that",
                        "should run and does not is started again.")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .argument("action", "One of " + String.join(", ", ACTIONS), Arity.OPTIONAL, actions())
                .argument("key", "Keys, with values for set; a revision for rollback", Arity.MANY, keys(manager))
                .example("plugin:config mail", "")
                .example("plugin:config mail set host=smtp.example.org port=587", "")
                .example("plugin:config mail set 'languages=en,de'", "A list")
                .example("plugin:config mail unset port", "")
                .example("plugin:config mail rollback", "Undo the last change"));
        this.manager = manager;
        this.configurations = configurations;
    }

    private static Suggestions actions() {
        return Suggestions.of(ACTIONS.toArray(String[]::new));
    }

    private static Suggestions keys(PluginManager manager) {
        return words -> {
            if (words.size() < 2 || manager.find(words.get(0)).isEmpty()) return List.of();
            if (words.get(1).equals("rollback")) return revisions(manager.configuration(words.get(0)));
            String suffix = words.get(1).equals("set") ? "=" : "";
            if (!words.get(1).equals("set") && !words.get(1).equals("unset")) return List.of();
            ConfigurationValues values = values(manager.configuration(words.get(0)));
            return values.keys().stream()
                    .map(key -> new Suggestion(key + suffix, values.description(key)))
                    .toList();
        };
    }

    private static List<Suggestion> revisions(ConfigurationView view) {
        return view.history().stream()
                .skip(1)
                .map(one ->
                        new Suggestion(Long.toString(one.revision()), one.author() + ", " + Formats.time(one.time())))
                .toList();
    }

    private static ConfigurationValues values(ConfigurationView view) {
        return new ConfigurationValues(view.schema());
    }

    @Override
    protected void run(Invocation invocation) {
        String id = invocation.arguments().argument("id");
        String action = invocation.arguments().optionalArgument("action").orElse("show");
        List<String> rest = invocation.arguments().arguments("key");
        Plugins.require(manager, id);
        ConfigurationView view = manager.configuration(id);
        switch (action) {
            case "show" -> show(invocation, view);
            case "history" -> history(invocation, view);
            case "set" -> set(invocation, view, rest);
            case "unset" -> unset(invocation, view, rest);
            case "rollback" -> rollback(invocation, view, rest);
            default ->
                throw new CommandFailure(
                        "plugin:config does not know the action " + action,
                        Nearest.remedy(action, ACTIONS),
                        "One of: " + String.join(", ", ACTIONS));
        }
    }

    private Map<String, Object> stored(String id) {
        return configurations.current(id).map(ConfigurationRevision::values).orElse(Map.of());
    }

    private void set(Invocation invocation, ConfigurationView view, List<String> pairs) {
        if (pairs.isEmpty()) {
            throw new CommandFailure(
                    "Nothing to set",
                    "Give one or more key=value: plugin:config " + view.pluginId() + " set key=value");
        }
        Map<String, Object> changed = new LinkedHashMap<>(stored(view.pluginId()));
        ConfigurationValues values = values(view);
        ParsedArguments.pairs(pairs).forEach((key, text) -> changed.put(key, values.value(key, text)));
        store(invocation, view.pluginId(), changed);
    }

    private void unset(Invocation invocation, ConfigurationView view, List<String> keys) {
        if (keys.isEmpty()) throw new CommandFailure("Nothing to unset", "Give one or more keys.");
        Map<String, Object> changed = new LinkedHashMap<>(stored(view.pluginId()));
        for (String key : keys) {
            if (!changed.containsKey(key)) {
                throw new CommandFailure(
                        key + " is not set",
                        Nearest.remedy(key, changed.keySet()),
                        changed.isEmpty() ? "Nothing is." : "Set: " + String.join(", ", changed.keySet()));
            }
            changed.remove(key);
        }
        store(invocation, view.pluginId(), changed);
    }

    private void rollback(Invocation invocation, ConfigurationView view, List<String> revisions) {
        if (revisions.size() > 1) throw new CommandFailure("Give one revision, or none for the one before.");
        if (revisions.isEmpty() && view.revision() == 0) {
            throw new CommandFailure(
                    "Nobody has changed the configuration of " + view.pluginId() + ", so there is nothing to undo");
        }
        long revision = revisions.isEmpty() ? view.revision() - 1 : number(revisions.get(0));
        Map<String, Object> values = view.at(revision)
                .orElseThrow(() -> new CommandFailure(
                        "There is no revision " + revision + " of the configuration of " + view.pluginId()
                                + ", or it is not kept any more",
                        "See those that are: plugin:config " + view.pluginId() + " history"));
        if (revision == view.revision()) show(invocation, view);
        else store(invocation, view.pluginId(), values);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new CommandFailure(
                    "rollback takes the number of a revision, but got: " + text,
                    "See the numbers: plugin:config <id> history");
        }
    }

    private void store(Invocation invocation, String id, Map<String, Object> changed) {
        ConfigurationView view;
        try {
            view = manager.configure(id, changed, invocation.actor());
        } catch (InvalidConfigurationException invalid) {
            throw invalid(id, invalid);
        }
        show(invocation, view);
        if (invocation.json()) return;
        view.tried().ifPresent(report -> tried(invocation.screen(), report));
        if (view.underWay()) {
            Screen screen = invocation.screen();
            screen.line();
            screen.line(Style.WARN.of("Stored, but its components are still taking it up: calls may not see it yet."));
        }
    }

    private static void tried(Screen screen, DeploymentReport report) {
        screen.line();
        if (report.outcome() == DeploymentReport.Outcome.DONE
                || report.outcome() == DeploymentReport.Outcome.UNCHANGED) {
            screen.line(Style.GOOD.of("It did not run and was started again: it is active now."));
            return;
        }
        screen.line(Style.WARN.of("It did not run and was tried again, and does not run yet:"));
        for (Problem problem : report.problems()) {
            screen.line(Style.BAD.of("✗ " + problem.message()));
            if (!problem.remedy().isBlank()) screen.line("  → ", problem.remedy());
        }
    }

    private static CommandFailure invalid(String id, InvalidConfigurationException invalid) {
        List<String> lines = new ArrayList<>();
        List<Problem> problems = invalid.problems();
        for (Problem problem : problems) {
            if (problems.size() > 1) lines.add(problem.message());
            if (!problem.remedy().isBlank()) lines.add(problem.remedy());
        }
        lines.add("Nothing has changed. The keys and their types: plugin:config " + id);
        return new CommandFailure(
                problems.size() == 1
                        ? "The configuration of " + id + " is not valid: "
                                + problems.get(0).message()
                        : "The configuration of " + id + " has " + problems.size() + " problems",
                lines);
    }

    private void show(Invocation invocation, ConfigurationView view) {
        ConfigurationValues values = values(view);
        Map<String, Object> stored = stored(view.pluginId());
        if (invocation.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("plugin_id", view.pluginId());
            json.put("effective", values.shown(view.effective()));
            json.put("set", values.shown(stored));
            json.put("schema", view.schema());
            view.tried().ifPresent(report -> json.put("tried", Views.report(report)));
            if (view.underWay()) json.put("under_way", true);
            invocation.screen().json(json);
            return;
        }
        Map<String, Object> shown = values.shown(view.effective());
        Set<String> keys = new LinkedHashSet<>(values.keys());
        keys.addAll(shown.keySet());
        if (keys.isEmpty()) {
            invocation.screen().line(view.pluginId(), " has no configuration.");
            return;
        }
        Table table = new Table("KEY", "VALUE", "FROM", "TYPE", "DESCRIPTION");
        for (String key : keys) {
            table.row(
                    Style.STRONG.of(key),
                    Optional.ofNullable(shown.get(key))
                            .map(ConfigurePlugin::text)
                            .orElse(""),
                    stored.containsKey(key)
                            ? Style.GOOD.of("set")
                            : Style.MUTED.of(shown.containsKey(key) ? "default" : ""),
                    values.type(key),
                    values.description(key));
        }
        table.print(invocation.screen());
    }

    private static String text(Object value) {
        return value instanceof Map || value instanceof List ? Json.compact(value) : value.toString();
    }

    private static void history(Invocation invocation, ConfigurationView view) {
        ConfigurationValues values = values(view);
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(view.history().stream()
                    .map(revision -> Map.of(
                            "revision", revision.revision(),
                            "time", revision.time().toString(),
                            "author", revision.author(),
                            "values", values.shown(revision.values())))
                    .toList());
        } else if (view.history().isEmpty()) {
            screen.line("Nobody has changed the configuration of ", view.pluginId(), " yet.");
        } else {
            Table table = new Table("REVISION", "WHEN", "WHO", "VALUES");
            for (ConfigurationRevision revision : view.history()) {
                table.row(
                        revision.revision(),
                        Style.MUTED.of(Formats.time(revision.time())),
                        revision.author(),
                        Json.compact(values.shown(revision.values())));
            }
            table.print(screen);
        }
    }
}
