package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.api.Result;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.node.NodeProvider;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Json;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the active plugins bring: extensions, and among them node types (R200, R233). */
@Component(service = ExtensionsResource.class)
public final class ExtensionsResource implements RouteSource {
    private static final int MOST_NODES_OF_ONE = 1000;

    private final ExtensionRegistry extensions;

    /** Shows what the registry has. */
    @Activate
    public ExtensionsResource(@Reference ExtensionRegistry extensions) {
        this.extensions = extensions;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", BASE + "/extensions", "listExtensions")
                        .summary("Lists the extensions of the active plugins.")
                        .is(Route.Trait.KEEPS_TO_LIMITS)
                        .query("plugin", "string", "Only those of a plugin.")
                        .answers(200, Content.listOf(ExtensionView.class))
                        .by(call -> extensions(call, "")),
                Route.route("GET", BASE + "/extensions/{type}", "listExtensionsOfType")
                        .summary("Lists the extensions of a type: the extension point's interface, with or without "
                                + "its package.")
                        .is(Route.Trait.KEEPS_TO_LIMITS)
                        .query("plugin", "string", "Only those of a plugin.")
                        .answers(200, Content.listOf(ExtensionView.class))
                        .by(call -> extensions(call, call.path("type"))),
                nodes(BASE + "/nodes", "listNodes").by(call -> Reply.ok(nodes(call))),
                nodes("/api/plugins/nodes", "listNodesUnversioned").by(call -> Reply.ok(Json.camelCase(nodes(call)))));
    }

    private static Route.Builder nodes(String path, String operation) {
        return Route.route("GET", path, operation)
                .summary("Lists the types of nodes that the active plugins bring."
                        + (path.startsWith(BASE) ? "" : " Names are in camelCase here."))
                .query("category", "string", "Only those of a category.")
                .answers(200, Content.of(Nodes.class));
    }

    private Reply extensions(Call call, String type) {
        Optional<String> plugin = call.query("plugin");
        call.principal().requireCovered(plugin);
        return Reply.ok(extensions.extensions().stream()
                .filter(extension -> type.isEmpty()
                        || extension.type().equals(type)
                        || extension.type().endsWith("." + type))
                .filter(extension -> plugin.isEmpty() || extension.plugin().equals(plugin.get()))
                .map(ExtensionView::of)
                .toList());
    }

    private Nodes nodes(Call call) {
        Optional<String> category = call.query("category");
        List<Result<List<NodeView>>> results = extensions.executeAll(
                NodeProvider.class,
                (provider, context) -> views(provider, context.plugin().plugin()));
        List<NodeView> nodes = new ArrayList<>();
        List<Trouble> problems = new ArrayList<>();
        for (Result<List<NodeView>> result : results) {
            result.value().ifPresent(nodes::addAll);
            result.failure()
                    .ifPresent(failure -> problems.add(new Trouble(result.call().plugin(), failure.message())));
        }
        return new Nodes(
                nodes.stream()
                        .filter(node -> category.isEmpty() || category.get().equalsIgnoreCase(node.category()))
                        .toList(),
                problems);
    }

    private static List<NodeView> views(NodeProvider provider, dev.pergola.api.PluginMetadata plugin) {
        return provider.nodeTypes().stream()
                .limit(MOST_NODES_OF_ONE)
                .map(node -> NodeView.of(node, plugin.id(), plugin.version().toString()))
                .toList();
    }

    /** An extension. */
    record ExtensionView(
            String type, String name, String pluginId, String version, int ranking, Map<String, Object> attributes) {
        static ExtensionView of(Extension extension) {
            return new ExtensionView(
                    extension.type(),
                    extension.name(),
                    extension.plugin(),
                    extension.version(),
                    extension.ranking(),
                    extension.attributes());
        }
    }

    /** Types of nodes, and plugins that did not tell theirs. */
    record Nodes(List<NodeView> nodes, List<Trouble> problems) {}

    /** Why a plugin's nodes are not there. */
    record Trouble(String pluginId, String message) {}
}
