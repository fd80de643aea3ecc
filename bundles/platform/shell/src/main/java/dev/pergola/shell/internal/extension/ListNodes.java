package dev.pergola.shell.internal.extension;

import dev.pergola.api.Result;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.node.NodeProvider;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Json;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.shell.internal.command.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code extension:nodes} (R200, R233). */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=extension", "osgi.command.function=nodes"})
public final class ListNodes extends ShellCommand {
    private static final int MOST_OF_ONE = 1000;

    private final ExtensionRegistry registry;

    /** On the registry; the lifecycle knows the types without asking the plugins. */
    @Activate
    public ListNodes(@Reference ExtensionRegistry registry, @Reference PluginManager manager) {
        super(CommandSpec.of("extension", "nodes", "List the types of nodes that the active plugins bring")
                .argument("type", "Show the ports and parameters of this type", Arity.OPTIONAL, types(manager))
                .options(
                        OptionSpec.value("--category", "NAME", "Only those of this category"),
                        OptionSpec.value(
                                "--plugin", "ID", "Only those of this plugin", ListExtensions.plugins(registry)))
                .example("extension:nodes", "")
                .example("extension:nodes text-nodes.replace", "Its ports and parameters"));
        this.registry = registry;
    }

    private static Suggestions types(PluginManager manager) {
        return words -> manager.list().stream()
                .filter(PluginInfo::current)
                .flatMap(plugin -> plugin.metadata().nodeTypes().stream()
                        .sorted()
                        .map(type -> new Suggestion(type, plugin.metadata().id())))
                .toList();
    }

    @Override
    protected void run(Invocation invocation) {
        Optional<String> type = invocation.arguments().optionalArgument("type");
        Optional<String> category = invocation.arguments().option("--category");
        Optional<String> plugin = invocation.arguments().option("--plugin");
        List<String> problems = new ArrayList<>();
        List<Map<String, Object>> all = nodes(plugin, problems);
        List<Map<String, Object>> nodes = all.stream()
                .filter(node -> type.map(text(node, "node_type")::equals).orElse(true))
                .filter(node ->
                        category.map(text(node, "category")::equalsIgnoreCase).orElse(true))
                .toList();
        if (type.isPresent() && nodes.isEmpty()) throw unknown(type.get(), all, problems);
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(Map.of("nodes", nodes, "problems", problems));
            return;
        }
        if (type.isPresent()) nodes.forEach(node -> details(screen, node));
        else if (nodes.isEmpty()) screen.line("No active plugin brings such nodes.");
        else table(screen, nodes);
        problems.forEach(problem -> screen.line(Style.BAD.of(problem)));
    }

    private List<Map<String, Object>> nodes(Optional<String> plugin, List<String> problems) {
        List<Result<List<Map<String, Object>>>> results = registry.executeAll(
                NodeProvider.class,
                extension -> plugin.map(extension.plugin()::equals).orElse(true),
                (provider, context) -> provider.nodeTypes().stream()
                        .limit(MOST_OF_ONE)
                        .map(NodeTypeView::of)
                        .toList());
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (Result<List<Map<String, Object>>> result : results) {
            Result.Call call = result.call();
            for (Map<String, Object> node : result.value().orElse(List.of())) {
                Map<String, Object> view = new LinkedHashMap<>(node);
                view.put("plugin_id", call.plugin());
                view.put("version", call.version());
                nodes.add(view);
            }
            result.failure()
                    .ifPresent(failure ->
                            problems.add(call.plugin() + " did not tell its types of nodes: " + failure.message()));
        }
        return nodes;
    }

    private static CommandFailure unknown(String type, List<Map<String, Object>> all, List<String> problems) {
        List<String> types = all.stream().map(node -> text(node, "node_type")).toList();
        List<String> lines = new ArrayList<>(problems);
        lines.add(Nearest.remedy(type, types));
        lines.add(types.isEmpty() ? "There are none." : "There are: " + String.join(", ", types));
        return new CommandFailure("No active plugin brings the type of node " + type, lines);
    }

    private static void table(Screen screen, List<Map<String, Object>> nodes) {
        Table table = new Table("TYPE", "NAME", "CATEGORY", "INPUTS", "OUTPUTS", "PLUGIN", "VERSION");
        for (Map<String, Object> node : nodes) {
            table.row(
                    Style.STRONG.of(text(node, "node_type")),
                    text(node, "display_name"),
                    text(node, "category"),
                    names(node, "inputs"),
                    names(node, "outputs"),
                    text(node, "plugin_id"),
                    text(node, "version"));
        }
        table.print(screen);
    }

    private static void details(Screen screen, Map<String, Object> node) {
        screen.line(
                Style.STRONG.of(text(node, "node_type")),
                "  ",
                text(node, "display_name"),
                "  ",
                Style.MUTED.of(text(node, "category") + ", " + text(node, "plugin_id") + " " + text(node, "version")));
        if (!text(node, "description").isEmpty()) screen.block(text(node, "description"));
        Table table = new Table("", "NAME", "TYPE", "DEFAULT", "DESCRIPTION");
        rows(table, node, "inputs", "input");
        rows(table, node, "outputs", "output");
        rows(table, node, "parameters", "parameter");
        if (!table.isEmpty()) table.print(screen);
    }

    private static void rows(Table table, Map<String, Object> node, String list, String kind) {
        for (Map<?, ?> entry : NodeTypeView.entries(node, list)) {
            Object otherwise = entry.get("default_value");
            boolean required = kind.equals("input") && Boolean.TRUE.equals(entry.get("required"));
            table.row(
                    Style.MUTED.of(kind),
                    Style.STRONG.of(String.valueOf(entry.get("name"))),
                    String.valueOf(entry.get("type")),
                    otherwise != null ? Json.compact(otherwise) : required ? "required" : "",
                    String.valueOf(entry.get("description")));
        }
    }

    private static String names(Map<String, Object> node, String list) {
        return NodeTypeView.entries(node, list).stream()
                .map(entry -> String.valueOf(entry.get("name")))
                .collect(Collectors.joining(", "));
    }

    private static String text(Map<String, Object> node, String name) {
        return String.valueOf(node.get(name));
    }
}
