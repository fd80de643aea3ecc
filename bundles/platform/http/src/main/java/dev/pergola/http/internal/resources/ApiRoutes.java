package dev.pergola.http.internal.resources;

import dev.pergola.http.ApiContribution;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.http.internal.api.RouteTable;
import dev.pergola.http.internal.openapi.OpenApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Every route of the API, those that other bundles bring included, and the document that describes them (R204). */
@Component(service = ApiRoutes.class)
public final class ApiRoutes {
    private final Contributions contributions;

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
            @Reference ShellResource shell,
            @Reference TokensResource tokens,
            @Reference RequestAudit audit) {
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
                        shell,
                        tokens)
                .map(RouteSource::routes)
                .forEach(served::addAll);
        Map<String, Route> operations =
                served.stream().collect(Collectors.toUnmodifiableMap(Route::operation, route -> route));
        List<Route> open = health.routes();
        served.add(Route.route("GET", Route.BASE + "/openapi.json", "getOpenApi")
                .summary("This document.")
                .is(Route.Trait.KEEPS_TO_LIMITS)
                .answers(200, Content.of(Map.class))
                .by(call -> Reply.ok(document(context, open))));
        this.contributions = new Contributions(served, principal -> new RouteOperations(operations, audit, principal));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addContribution(ApiContribution contribution) {
        contributions.add(contribution);
    }

    void removeContribution(ApiContribution contribution) {
        contributions.remove(contribution);
    }

    /** Routes of this bundle that need a bundle which may not be there. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(RouteSource source) {
        contributions.add(source);
    }

    void removeSource(RouteSource source) {
        contributions.remove(source);
    }

    /** The routes as they are now, without those of health. */
    public RouteTable table() {
        return contributions.table();
    }

    private Map<String, Object> document(BundleContext context, List<Route> open) {
        List<Route> all = new ArrayList<>(open);
        all.addAll(table().routes());
        return OpenApi.of(all, context.getBundle().getVersion().toString());
    }
}
