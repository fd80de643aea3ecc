package dev.pergola.graphql.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A request, as GraphQL over HTTP has it.
 *
 * @param query the document
 * @param operationName which of its operations to run, empty where that is clear
 * @param variables values of its variables; may be null
 */
record GraphQlRequest(String query, String operationName, Map<String, Object> variables) {
    private static final Set<String> FIELDS = Set.of("query", "operationName", "variables", "extensions");

    /**
     * Reads it.
     *
     * @throws Problem where it is no request
     */
    static GraphQlRequest of(Map<String, Object> body) {
        for (String field : body.keySet()) {
            if (!FIELDS.contains(field)) {
                throw invalid("The body has a field that is not known. Known are: query, operationName, variables, "
                        + "extensions.");
            }
        }
        if (!(body.get("query") instanceof String query) || query.isBlank()) {
            throw invalid("The field 'query' is missing: a text with a GraphQL document.");
        }
        Object name = body.get("operationName");
        if (name != null && !(name instanceof String)) throw invalid("The field 'operationName' has to be a text.");
        Object given = body.get("variables");
        if (given != null && !(given instanceof Map)) throw invalid("The field 'variables' has to be an object.");
        Map<String, Object> variables = new LinkedHashMap<>();
        if (given instanceof Map<?, ?> map) map.forEach((key, value) -> variables.put(String.valueOf(key), value));
        return new GraphQlRequest(query, name == null ? "" : name.toString(), variables);
    }

    private static Problem invalid(String message) {
        return Problem.of("invalid-request", message);
    }
}
