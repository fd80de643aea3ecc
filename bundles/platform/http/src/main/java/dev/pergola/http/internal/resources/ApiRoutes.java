package dev.pergola.http.internal.resources;

import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.http.internal.openapi.OpenApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Every route of the API, and the document that describes them (R204). */
@Component(service = ApiRoutes.class)
public final class ApiRoutes implements RouteSource {
    private final List<Route> routes;

    /** The routes of all resources. */
    @Activate
    public ApiRoutes(
            BundleContext context,
            @Reference HealthResource health,
            @Reference PluginsResource plugins,
            @Reference InstallResource installs,
            @Reference ConfigurationResource configurations,
            @Reference StateResource states,
            @Reference ExecutionsResource executions,
            @Reference ExtensionsResource extensions,
            @Reference ExtensionCallsResource extensionCalls,
            @Reference LogsResource logs,
            @Reference EventsResource events,
            @Reference RecordsResource records,
            @Reference ShellResource shell) {
        List<Route> served = new ArrayList<>();
        Stream.of(
                        plugins,
                        installs,
                        configurations,
                        states,
                        executions,
                        extensions,
                        extensionCalls,
                        logs,
                        events,
                        records,
                        shell)
                .map(RouteSource::routes)
                .forEach(served::addAll);
        List<Route> documented = new ArrayList<>(health.routes());
        documented.addAll(served);
        Route document = Route.route("GET", Route.BASE + "/openapi.json", "getOpenApi")
                .summary("This document.")
                .answers(200, Content.of(Map.class))
                .by(call -> Reply.ok(document(context, documented)));
        served.add(document);
        documented.add(document);
        this.routes = List.copyOf(served);
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    private static Map<String, Object> document(BundleContext context, List<Route> routes) {
        return OpenApi.of(routes, context.getBundle().getVersion().toString());
    }
}
