package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Parameters;
import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Problems;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteTable;
import dev.pergola.http.internal.resources.RequestAudit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Takes a request through finding its route, authentication, validation and its handler to its answer. */
@Component(service = Engine.class)
public final class Engine {
    private final Authenticator authenticator;
    private final BodyReader bodies;
    private final IdempotencyStore idempotency;
    private final PluginRates rates;
    private final FailedLogins strangers = new FailedLogins(Clock.systemUTC());

    /** Health is served before the store is there, and this needs that. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable RequestAudit audit;

    /** For the server of these settings. */
    @Activate
    public Engine(
            @Reference HttpSettings settings, @Reference Authenticator authenticator, @Reference PluginRates rates) {
        this(authenticator, new BodyReader(settings), new IdempotencyStore(Clock.systemUTC()), rates);
    }

    Engine(Authenticator authenticator, BodyReader bodies, IdempotencyStore idempotency, PluginRates rates) {
        this.authenticator = authenticator;
        this.bodies = bodies;
        this.idempotency = idempotency;
        this.rates = rates;
    }

    /** Serves a request. Nothing but a broken connection is thrown. */
    void serve(RouteTable table, HttpServletRequest request, HttpServletResponse response) {
        String operation = request.getMethod() + " " + request.getRequestURI();
        ReplyWriter writer = new ReplyWriter(request, response, operation);
        try {
            String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
            RouteTable.Found found = table.find(method, request.getRequestURI());
            Principal principal = principal(found, request);
            rates.count(principal, request.getHeader(PluginRates.HEADER), response::setHeader);
            run(route(found, table, request), found, principal, request, writer);
        } catch (Throwable e) {
            writer.send(Problems.of(e, operation));
        }
    }

    private Principal principal(RouteTable.Found found, HttpServletRequest request) {
        boolean open = found instanceof RouteTable.Found.Match match
                && match.route().role().isEmpty();
        if (open) return authenticator.ask(request);
        try {
            return authenticator.require(request);
        } catch (ProblemException e) {
            noteStranger(request);
            throw e;
        }
    }

    /** A few of an address each minute: strangers must not fill the audit log. */
    private void noteStranger(HttpServletRequest request) {
        RequestAudit log = audit;
        String address = request.getRemoteAddr();
        if (log == null || !strangers.failed(address).isZero()) return;
        log.unknown(address, request.getMethod() + " " + request.getRequestURI());
    }

    private static Route route(RouteTable.Found found, RouteTable table, HttpServletRequest request) {
        if (found instanceof RouteTable.Found.Match match) return match.route();
        if (found instanceof RouteTable.Found.OtherMethod other) {
            String allowed = String.join(", ", other.allowed());
            throw ProblemException.of(
                            ProblemType.METHOD_NOT_ALLOWED,
                            request.getMethod() + " is not among the methods of this address: " + allowed + ".")
                    .header("Allow", allowed);
        }
        boolean early = request.getRequestURI().startsWith("/api/")
                && table.routes().stream().noneMatch(route -> route.path().startsWith("/api/"));
        if (early) {
            throw ProblemException.of(
                            ProblemType.UNAVAILABLE,
                            "The API is not up: the platform is starting, or a part of it is missing. "
                                    + "/health/ready says which.")
                    .header("Retry-After", "1");
        }
        throw ProblemException.of(
                ProblemType.NO_SUCH_ROUTE,
                "No operation has this address. " + Route.BASE + "/openapi.json lists those that there are.");
    }

    private void run(
            Route route, RouteTable.Found found, Principal principal, HttpServletRequest request, ReplyWriter writer)
            throws Exception {
        Map<String, String> variables = found instanceof RouteTable.Found.Match match ? match.variables() : Map.of();
        RequestAudit log = audit;
        try {
            principal.require(route, variables);
        } catch (ProblemException e) {
            if (log != null) log.denied(route, principal, variables);
            throw e;
        }
        Map<String, String> queries = Parameters.query(route, request.getQueryString());
        Map<String, String> headers = Parameters.headers(route, request::getHeader);
        Optional<Repetition> repetition = Repetition.of(request, principal, idempotency);
        Body body = read(route, request, repetition);
        Reply reply;
        boolean begun = false;
        try {
            Optional<Reply> before = repetition.flatMap(Repetition::begin);
            begun = before.isEmpty();
            reply = before.isPresent()
                    ? before.get()
                    : route.handler().handle(new Call(route, principal, variables, queries, headers, body));
        } catch (Throwable e) {
            reply = Problems.of(e, route.operation());
        }
        if (begun && log != null) reply = log.noting(route, principal, variables, reply);
        if (!(reply instanceof Reply.Later)) bodies.release(body);
        if (begun && repetition.isPresent()) {
            boolean secret =
                    route.is(Route.Trait.ANSWERS_SECRET) && reply instanceof Reply.Json json && json.status() < 400;
            if (secret) repetition.get().finishWithoutAnswer();
            else writer.remember(repetition.get());
        }
        if (reply instanceof Reply.Later later) {
            writer.sendLater(later.reply(), () -> bodies.release(body));
        } else {
            writer.send(reply);
        }
    }

    private Body read(Route route, HttpServletRequest request, Optional<Repetition> repetition) {
        try {
            return bodies.read(route, request, repetition.map(Repetition::digest));
        } catch (IOException e) {
            throw ProblemException.of(ProblemType.INVALID_REQUEST, "The body broke off before its end.");
        }
    }
}
