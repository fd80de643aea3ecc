package dev.pergola.http.contribution;

import dev.pergola.http.Answer;
import dev.pergola.http.ApiContribution;
import dev.pergola.http.Endpoint;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Adds addresses to the API, good ones and bad ones. Runs in a bundle of its own. */
public final class Contributing implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        offer(context, endpoint("GET", "/api/v1/harmless"), endpoint("GET", "/api/v1/plugins"));
        offer(context, endpoint("GET", "/outside"));
        offer(context, endpoint("PATCH", "/api/v1/patched"));
        offer(
                context,
                new Endpoint(
                        "POST",
                        "/api/v1/contributed",
                        "callAnything",
                        "Calls an operation.",
                        true,
                        List.of("application/json"),
                        Contributing::operation),
                endpoint("GET", "/api/v1/contributed/text"));
    }

    private static void offer(BundleContext context, Endpoint... endpoints) {
        ApiContribution contribution = () -> List.of(endpoints);
        context.registerService(ApiContribution.class, contribution, new Hashtable<>());
    }

    private static Endpoint endpoint(String method, String path) {
        return new Endpoint(
                method,
                path,
                "op" + path,
                "Answers.",
                false,
                List.of("text/plain"),
                call -> CompletableFuture.completedFuture(new Answer(200, "text/plain", "text for " + call.accept())));
    }

    private static CompletionStage<Answer> operation(Endpoint.Call call) {
        Map<String, String> parameters = new HashMap<>();
        map(call.body().get("parameters")).forEach((name, value) -> parameters.put(name, String.valueOf(value)));
        return call.operations()
                .call(
                        String.valueOf(call.body().get("operation")),
                        parameters,
                        map(call.body().get("body")))
                .thenApply(answer -> new Answer(
                        200,
                        "application/json",
                        Map.of("status", answer.status(), "body", answer.body(), "headers", answer.headers())));
    }

    private static Map<String, Object> map(Object value) {
        Map<String, Object> copy = new HashMap<>();
        if (value instanceof Map<?, ?> map) map.forEach((key, each) -> copy.put(String.valueOf(key), each));
        return copy;
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes its services.
    }
}
