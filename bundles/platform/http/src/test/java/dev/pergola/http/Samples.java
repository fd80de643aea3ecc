package dev.pergola.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What parameters may be, where an operation in the document does not say it. */
final class Samples {
    private static final Map<String, String> VALUES =
            Map.of("plugins", "wordcount", "permission", "system.exec", "fingerprint", "ab".repeat(32));

    private Samples() {}

    /** A media type that an operation takes. */
    static String mediaType(JsonNode operation) {
        JsonNode content = operation.at("/requestBody/content");
        return content.isEmpty() || content.has("application/json")
                ? "application/json"
                : content.fieldNames().next();
    }

    /** The query that an operation does not go without; empty where it does. */
    static String query(JsonNode operation) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.path("parameters")) {
            boolean required = parameter.get("required").asBoolean();
            if (!parameter.get("in").asText().equals("query") || !required) continue;
            String name = parameter.get("name").asText();
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
            query.append(
                    VALUES.getOrDefault(name, parameter.at("/schema/enum/0").asText()));
        }
        return query.toString();
    }
}
