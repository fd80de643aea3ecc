package dev.pergola.http.internal.resources;

import dev.pergola.access.Role;
import dev.pergola.http.Answer;
import dev.pergola.http.ApiContribution;
import dev.pergola.http.Endpoint;
import dev.pergola.http.Operations;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.http.internal.api.RouteTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes that come and go with other bundles, beside those that are always there. */
final class Contributions {
    private static final Logger LOG = LoggerFactory.getLogger(Contributions.class);
    private static final Set<String> METHODS = Set.of("GET", "POST");

    private final List<Route> own;
    private final Function<Principal, Operations> operations;
    // Guarded by this.
    private final Map<Object, List<Route>> brought = new LinkedHashMap<>();
    private volatile RouteTable table;

    Contributions(List<Route> own, Function<Principal, Operations> operations) {
        this.own = List.copyOf(own);
        this.operations = operations;
        this.table = new RouteTable(this.own);
    }

    /** All routes as they are now. */
    RouteTable table() {
        return table;
    }

    /** Adds what another bundle brings, all or, where it is not right, nothing. */
    void add(ApiContribution contribution) {
        add(
                contribution,
                () -> contribution.endpoints().stream().map(this::route).toList());
    }

    /** Adds routes of this bundle, which need another one. */
    void add(RouteSource source) {
        add(source, source::routes);
    }

    private synchronized void add(Object from, Supplier<List<Route>> routes) {
        try {
            List<Route> more = routes.get();
            table = tableWith(more);
            brought.put(from, more);
        } catch (RuntimeException e) {
            LOG.error("The API does without {}: {}", from.getClass().getName(), e.getMessage(), e);
        }
    }

    /** Takes away what one of them brought. */
    synchronized void remove(Object from) {
        if (brought.remove(from) != null) table = tableWith(List.of());
    }

    private RouteTable tableWith(List<Route> more) {
        List<Route> all = new ArrayList<>(own);
        brought.values().forEach(all::addAll);
        all.addAll(more);
        return new RouteTable(all);
    }

    private Route route(Endpoint endpoint) {
        if (!METHODS.contains(endpoint.method()) || !endpoint.path().startsWith(Route.BASE + "/")) {
            throw new IllegalArgumentException(
                    endpoint.method() + " " + endpoint.path() + " is not a GET or POST below " + Route.BASE);
        }
        Route.Builder route = Route.route(endpoint.method(), endpoint.path(), endpoint.operation())
                .summary(endpoint.summary())
                .needs(Role.VIEWER)
                .is(Route.Trait.KEEPS_TO_LIMITS)
                .is(Route.Trait.NOT_AUDITED)
                .header("Accept", "Which of its media types is wanted.")
                .answers(
                        200,
                        endpoint.mediaTypes().stream()
                                .map(Contributions::content)
                                .toArray(Content[]::new));
        if (endpoint.takesJson()) route.takes(Content.of(Map.class));
        return route.by(call -> new Reply.Later(endpoint.handler()
                .handle(new Endpoint.Call(
                        body(call), call.header("Accept").orElse(""), operations.apply(call.principal())))
                .thenApply(Contributions::reply)));
    }

    private static Content content(String mediaType) {
        return mediaType.endsWith("json") ? new Content(mediaType, Map.class, false) : Content.of(mediaType);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> body(Call call) {
        return call.data(Map.class).orElse(Map.of());
    }

    private static Reply reply(Answer answer) {
        if (answer.mediaType().isEmpty()) return new Reply.Empty(answer.status());
        return answer.body() instanceof String text
                ? new Reply.Text(answer.status(), answer.mediaType(), text)
                : new Reply.Json(answer.status(), answer.mediaType(), answer.body(), answer.headers());
    }
}
