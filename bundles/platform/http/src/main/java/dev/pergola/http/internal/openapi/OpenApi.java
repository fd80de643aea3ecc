package dev.pergola.http.internal.openapi;

import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Parameter;
import dev.pergola.http.internal.api.Problem;
import dev.pergola.http.internal.api.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Describes routes as an OpenAPI 3.1 document. */
public final class OpenApi {
    private static final Map<Integer, String> MEANINGS = Map.of(
            101, "The connection is a WebSocket now.",
            200, "Done.",
            201, "Done; the Location header says where the new thing is.",
            204, "Done; there is nothing to say about it.");

    private OpenApi() {}

    /** The document. */
    public static Map<String, Object> of(List<Route> routes, String version) {
        Schemas schemas = new Schemas();
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        TreeSet<String> tags = new TreeSet<>();
        for (Route route : routes) {
            tags.add(route.tag());
            paths.computeIfAbsent(route.path(), path -> new TreeMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation(route, schemas));
        }
        Map<String, Object> problem = content(List.of(new Content(Content.PROBLEM, Problem.class, false)), schemas);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "Pergola",
                        "version",
                        version,
                        "description",
                        "Manages and calls the plugins of a Pergola runtime. Errors are problem+json (RFC "
                                + "9457). POST, PUT and DELETE take an Idempotency-Key.",
                        "license",
                        Map.of("name", "Apache-2.0", "identifier", "Apache-2.0")));
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("tags", tags.stream().map(tag -> Map.of("name", tag)).toList());
        document.put("security", List.of(Map.of("token", List.of())));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of(
                        "schemas", schemas.all(),
                        "responses", Map.of("Problem", response("It did not work; the body says why.", problem)),
                        "securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
        return document;
    }

    private static Map<String, Object> operation(Route route, Schemas schemas) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", route.operation());
        operation.put("summary", route.summary());
        operation.put("tags", List.of(route.tag()));
        if (route.role().isEmpty()) {
            operation.put("security", List.of());
        } else {
            operation.put("x-role", route.role().get().word());
        }
        List<Object> parameters = new ArrayList<>();
        for (Parameter parameter : route.parameters()) {
            // OpenAPI says that a parameter named Accept is to be ignored: the answers say it already.
            if (!parameter.name().equals("Accept")) parameters.add(parameter(parameter));
        }
        if (!parameters.isEmpty()) operation.put("parameters", parameters);
        if (route.takesBody()) {
            operation.put(
                    "requestBody",
                    Map.of("required", route.bodyRequired(), "content", content(route.bodies(), schemas)));
        }
        Map<String, Object> responses = new TreeMap<>();
        route.answers()
                .forEach((status, contents) -> responses.put(
                        Integer.toString(status),
                        response(MEANINGS.getOrDefault(status, "See the summary."), content(contents, schemas))));
        responses.put("default", Map.of("$ref", "#/components/responses/Problem"));
        operation.put("responses", responses);
        return operation;
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", parameter.type());
        if (!parameter.allowed().isEmpty()) schema.put("enum", parameter.allowed());
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", parameter.name());
        described.put("in", parameter.place());
        described.put("required", parameter.required());
        if (!parameter.description().isEmpty()) described.put("description", parameter.description());
        described.put("schema", schema);
        return described;
    }

    private static Map<String, Object> response(String meaning, Map<String, Object> content) {
        return content.isEmpty() ? Map.of("description", meaning) : Map.of("description", meaning, "content", content);
    }

    private static Map<String, Object> content(List<Content> contents, Schemas schemas) {
        Map<String, List<Object>> byType = new LinkedHashMap<>();
        for (Content content : contents) {
            byType.computeIfAbsent(content.mediaType(), type -> new ArrayList<>())
                    .add(schema(content, schemas));
        }
        Map<String, Object> described = new LinkedHashMap<>();
        byType.forEach((type, all) ->
                described.put(type, Map.of("schema", all.size() == 1 ? all.get(0) : Map.of("anyOf", all))));
        return described;
    }

    private static Map<String, Object> schema(Content content, Schemas schemas) {
        if (content.mediaType().equals("multipart/form-data")) {
            Map<String, Object> file = Map.of("type", "string", "contentMediaType", "application/java-archive");
            return Map.of(
                    "type", "object",
                    "required", List.of("file"),
                    "properties",
                            Map.of(
                                    "file", file,
                                    "enabled", Map.of("type", "boolean"),
                                    "side_by_side", Map.of("type", "boolean"),
                                    "config", Map.of("type", "object")));
        }
        if (content.schema() == Void.class) {
            return content.mediaType().startsWith("text/") ? Map.of("type", "string") : Map.of();
        }
        Map<String, Object> schema = schemas.of(content.schema());
        return content.list() ? Map.of("type", "array", "items", schema) : schema;
    }
}
