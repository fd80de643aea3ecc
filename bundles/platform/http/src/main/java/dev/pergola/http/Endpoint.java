package dev.pergola.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An address of the API that another bundle answers. Every caller with a valid token gets there; what they may do with it
 * is decided by the {@link Operations} that it uses.
 *
 * @param method GET or POST
 * @param path path, below {@code /api/v1/}
 * @param operation name of the operation, unique
 * @param summary one sentence for the OpenAPI document
 * @param takesJson whether there has to be a JSON object in the body
 * @param mediaTypes what it may answer with, besides problems; those that end in json hold an object
 * @param handler answers
 */
public record Endpoint(
        String method,
        String path,
        String operation,
        String summary,
        boolean takesJson,
        List<String> mediaTypes,
        Handler handler) {
    /** Copies. */
    public Endpoint {
        mediaTypes = List.copyOf(mediaTypes);
    }

    /** Answers calls of an endpoint, several at once. */
    @ConsumerType
    @FunctionalInterface
    public interface Handler {
        /** Answers, now or later. What it fails with is logged, and answered by an incident id. */
        CompletionStage<Answer> handle(Call call);
    }

    /**
     * A call of an endpoint.
     *
     * @param body the JSON object, empty where the endpoint takes none; values may be null
     * @param accept the Accept header, empty where there is none
     * @param operations the API's operations, as this caller may use them
     */
    public record Call(Map<String, Object> body, String accept, Operations operations) {}
}
