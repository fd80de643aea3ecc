package dev.pergola.http.internal.resources;

import dev.pergola.http.Answer;
import dev.pergola.http.Operations;
import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Json;
import dev.pergola.http.internal.api.Parameters;
import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.Problems;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The API's own routes, called by their names instead of their addresses. */
final class RouteOperations implements Operations {
    private final Map<String, Route> routes;
    private final RequestAudit audit;
    private final Principal principal;

    /** In the name of somebody, with the routes by their operations. */
    RouteOperations(Map<String, Route> routes, RequestAudit audit, Principal principal) {
        this.routes = routes;
        this.audit = audit;
        this.principal = principal;
    }

    @Override
    public CompletionStage<Answer> call(String operation, Map<String, String> parameters, Map<String, Object> body) {
        Route route = routes.get(operation);
        if (route == null) throw new IllegalArgumentException("The API has no operation " + operation);
        Map<String, String> variables = variables(route, parameters);
        try {
            principal.require(route, variables);
        } catch (ProblemException e) {
            audit.denied(route, principal, variables);
            return answer(Problems.of(e, operation), operation);
        }
        Reply reply;
        try {
            reply = route.handler().handle(call(route, variables, parameters, body));
        } catch (Throwable e) {
            reply = Problems.of(e, operation);
        }
        return answer(audit.noting(route, principal, variables, reply), operation);
    }

    private static Map<String, String> variables(Route route, Map<String, String> parameters) {
        Map<String, String> variables = new HashMap<>();
        for (String name : route.variables()) {
            String value = parameters.get(name);
            if (value == null) throw new IllegalArgumentException(route.operation() + " needs the parameter " + name);
            variables.put(name, value);
        }
        return variables;
    }

    private Call call(
            Route route, Map<String, String> variables, Map<String, String> parameters, Map<String, Object> body) {
        Map<String, String> queries = new HashMap<>(parameters);
        queries.keySet().removeAll(variables.keySet());
        return new Call(route, principal, variables, Parameters.query(route, queries), Map.of(), body(route, body));
    }

    private static Body body(Route route, Map<String, Object> body) {
        if (body.isEmpty() && !(route.takesBody() && route.bodyRequired())) return new Body.None();
        Class<?> type = route.bodies().stream()
                .filter(content -> content.mediaType().equals(Content.JSON))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(route.operation() + " takes no JSON"))
                .schema();
        try {
            return new Body.Data(Json.read(new ByteArrayInputStream(Json.write(body)), type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletionStage<Answer> answer(Reply reply, String operation) {
        if (reply instanceof Reply.Later later) {
            return later.reply()
                    .<Reply>handle((done, failure) -> failure == null ? done : Problems.of(failure, operation))
                    .thenCompose(done -> answer(done, operation));
        }
        return CompletableFuture.completedFuture(answerNow(reply, operation));
    }

    private static Answer answerNow(Reply reply, String operation) {
        if (reply instanceof Reply.Json json) {
            return new Answer(json.status(), json.mediaType(), Json.plain(json.body()), json.headers());
        }
        if (reply instanceof Reply.Text text) return new Answer(text.status(), text.mediaType(), text.body());
        if (reply instanceof Reply.Empty empty) return new Answer(empty.status(), "", "");
        throw new IllegalArgumentException(operation + " streams its answer, which only HTTP can take");
    }
}
