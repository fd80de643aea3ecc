package dev.pergola.graphql.internal;

import dev.pergola.http.Answer;
import dev.pergola.http.Operations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Operations that answer what they were told to, and remember what they were asked. */
final class FakeOperations implements Operations {
    /** What was called, as "operation {parameters} {body}". */
    final List<String> calls = new ArrayList<>();

    private final Map<String, Supplier<CompletionStage<Answer>>> answers = new LinkedHashMap<>();

    FakeOperations answering(String operation, Object body, Map<String, String> headers) {
        return doing(
                operation, () -> CompletableFuture.completedFuture(new Answer(200, "application/json", body, headers)));
    }

    FakeOperations answering(String operation, Object body) {
        return answering(operation, body, Map.of());
    }

    FakeOperations refusing(String operation, String type, String detail) {
        return doing(
                operation,
                () -> CompletableFuture.completedFuture(new Answer(
                        404,
                        "application/problem+json",
                        Map.of(
                                "type",
                                "urn:pergola:problem:" + type,
                                "title",
                                "No",
                                "status",
                                404,
                                "detail",
                                detail))));
    }

    FakeOperations doing(String operation, Supplier<CompletionStage<Answer>> answer) {
        answers.put(operation, answer);
        return this;
    }

    @Override
    public CompletionStage<Answer> call(String operation, Map<String, String> parameters, Map<String, Object> body) {
        calls.add(operation + " " + new TreeMap<>(parameters) + " " + body);
        Supplier<CompletionStage<Answer>> answer = answers.get(operation);
        if (answer == null) throw new IllegalArgumentException("secret: no operation " + operation);
        return answer.get();
    }
}
