package dev.pergola.http;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The operations of the API in the name of one caller. Each call passes what it would pass over HTTP: the caller's role,
 * the checks of parameters and body, the audit log.
 */
@ProviderType
public interface Operations {
    /**
     * Calls an operation. What the operation itself refuses, or fails with, is an answer like any other: a problem.
     *
     * @param operation its name in the OpenAPI document
     * @param parameters values of the parameters in path and query, by name
     * @param body the JSON object, empty where there is none
     * @throws IllegalArgumentException where there is no such operation, it streams, or it takes no such body
     */
    CompletionStage<Answer> call(String operation, Map<String, String> parameters, Map<String, Object> body);
}
