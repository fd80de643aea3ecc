package dev.pergola.graphql.internal;

import dev.pergola.http.Answer;
import dev.pergola.http.Operations;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** One request's way to the operations: in the name of its caller, within its bounds. */
final class Session {
    private static final String PROBLEM = "application/problem+json";

    private final Operations operations;
    private final Bounds bounds;
    private final LongSupplier nanos;
    private final long begin;
    private final AtomicInteger calls = new AtomicInteger();

    Session(Operations operations, Bounds bounds, LongSupplier nanos) {
        this.operations = operations;
        this.bounds = bounds;
        this.nanos = nanos;
        this.begin = nanos.getAsLong();
    }

    /** Calls an operation. Fails with a {@link Problem} where it answers one. */
    CompletionStage<Answer> call(String operation, Map<String, String> parameters, Map<String, Object> body) {
        if (calls.incrementAndGet() > bounds.operations()) {
            throw Problem.of(
                    "too-many-operations",
                    "This is more than the " + bounds.operations()
                            + " operations that one request may call. Ask for less at once.");
        }
        if (nanos.getAsLong() - begin > bounds.time().toNanos()) {
            throw Problem.of(
                    "timeout",
                    "The request has taken more than " + bounds.time().toSeconds()
                            + " s, so nothing more is begun for it. Ask for less at once.");
        }
        return operations.call(operation, parameters, body).thenApply(answer -> {
            if (answer.mediaType().equals(PROBLEM) && answer.body() instanceof Map<?, ?> problem) {
                throw Problem.of(problem);
            }
            return answer;
        });
    }
}
