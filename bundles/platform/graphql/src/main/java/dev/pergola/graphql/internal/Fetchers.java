package dev.pergola.graphql.internal;

import dev.pergola.http.Answer;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which operation each field of the schema calls. All other fields are members of what their parent's operation answered. */
final class Fetchers {
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");
    private static final Pattern CURSOR = Pattern.compile("[?&]cursor=([A-Za-z0-9_-]+)");

    private Fetchers() {}

    /** All of them. */
    static RuntimeWiring wiring() {
        return RuntimeWiring.newRuntimeWiring()
                .scalar(Scalars.JSON)
                .scalar(Scalars.DATE_TIME)
                .scalar(Scalars.LONG)
                .codeRegistry(GraphQLCodeRegistry.newCodeRegistry()
                        .defaultDataFetcher(environment -> {
                            String name = snake(environment.getFieldDefinition().getName());
                            return member(name);
                        })
                        .build())
                .type("Query", Fetchers::query)
                .type("Mutation", Fetchers::mutation)
                .type("Plugin", Fetchers::plugin)
                .build();
    }

    private static TypeRuntimeWiring.Builder query(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher(
                        "plugins",
                        environment -> call(
                                environment,
                                "listPlugins",
                                parameters(environment, "status", "category", "text>q", "first>limit", "after>cursor"),
                                Map.of(),
                                Fetchers::page))
                .dataFetcher("plugin", operation("getPlugin", "id", "version"))
                .dataFetcher(
                        "extensionPoints",
                        environment ->
                                call(environment, "listExtensions", Map.of(), Map.of(), answer -> byType(list(answer))))
                .dataFetcher("extensions", Fetchers::extensions)
                .dataFetcher("nodeTypes", operation("listNodes", "category"))
                .dataFetcher("executions", environment -> executions(environment, text(environment, "plugin")))
                .dataFetcher(
                        "runningExecutions",
                        environment -> call(
                                environment,
                                "listExecutions",
                                with(parameters(environment, "limit"), "running", "true"),
                                Map.of(),
                                Answer::body))
                .dataFetcher("journal", operation("listDeployments", "plugin", "limit"));
    }

    private static TypeRuntimeWiring.Builder mutation(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("enable", operation("enablePlugin", "id"))
                .dataFetcher("disable", operation("disablePlugin", "id"))
                .dataFetcher("reload", operation("reloadPlugin", "id"))
                .dataFetcher(
                        "rollback",
                        environment -> call(
                                environment,
                                "rollbackPlugin",
                                parameters(environment, "id"),
                                body(environment, "version", "keepState"),
                                Answer::body))
                .dataFetcher(
                        "uninstall",
                        environment -> call(
                                environment,
                                "uninstallPlugin",
                                parameters(environment, "id", "version", "keepState", "keepPermissions"),
                                Map.of(),
                                answer -> true))
                .dataFetcher(
                        "configure",
                        environment -> call(
                                environment,
                                "setConfiguration",
                                parameters(environment, "id"),
                                configuration(environment),
                                Answer::body))
                .dataFetcher(
                        "execute",
                        environment -> call(
                                environment,
                                "executePlugin",
                                parameters(environment, "id"),
                                body(environment, "type", "input", "context", "version", "timeoutMs"),
                                Answer::body));
    }

    private static TypeRuntimeWiring.Builder plugin(TypeRuntimeWiring.Builder type) {
        return type.dataFetcher("versions", ofPlugin("listPlugins", id -> Map.of("id", id)))
                .dataFetcher("configuration", ofPlugin("getConfiguration", id -> Map.of("id", id)))
                .dataFetcher("extensions", ofPlugin("listExtensions", id -> Map.of("plugin", id)))
                .dataFetcher("executions", environment -> executions(environment, Optional.of(idOf(environment))))
                .dataFetcher(
                        "journal",
                        environment -> call(
                                environment,
                                "listDeployments",
                                with(parameters(environment, "limit"), "plugin", idOf(environment)),
                                Map.of(),
                                Answer::body));
    }

    private static DataFetcher<Object> operation(String name, String... parameters) {
        return environment -> call(environment, name, parameters(environment, parameters), Map.of(), Answer::body);
    }

    private static DataFetcher<Object> ofPlugin(String name, Function<String, Map<String, String>> parameters) {
        return environment -> call(environment, name, parameters.apply(idOf(environment)), Map.of(), Answer::body);
    }

    private static Object executions(DataFetchingEnvironment environment, Optional<String> plugin) {
        Map<String, String> limit = parameters(environment, "limit");
        return plugin.isEmpty()
                ? call(environment, "listExecutions", limit, Map.of(), Answer::body)
                : call(environment, "listPluginExecutions", with(limit, "id", plugin.get()), Map.of(), Answer::body);
    }

    private static Object extensions(DataFetchingEnvironment environment) {
        Map<String, String> parameters = parameters(environment, "type", "plugin");
        String operation = parameters.containsKey("type") ? "listExtensionsOfType" : "listExtensions";
        return call(environment, operation, parameters, Map.of(), Answer::body);
    }

    private static CompletableFuture<Object> call(
            DataFetchingEnvironment environment,
            String operation,
            Map<String, String> parameters,
            Map<String, Object> body,
            Function<Answer, Object> result) {
        Session session = environment.getGraphQlContext().get(Session.class);
        return session.call(operation, parameters, body).thenApply(result).toCompletableFuture();
    }

    /** The arguments that were given, as parameters: {@code argument>parameter} where their names differ. */
    private static Map<String, String> parameters(DataFetchingEnvironment environment, String... names) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : names) {
            int arrow = name.indexOf('>');
            String argument = arrow < 0 ? name : name.substring(0, arrow);
            String parameter = arrow < 0 ? snake(name) : name.substring(arrow + 1);
            text(environment, argument).ifPresent(value -> parameters.put(parameter, value));
        }
        return parameters;
    }

    private static Optional<String> text(DataFetchingEnvironment environment, String argument) {
        @Nullable Object value = environment.getArguments().get(argument);
        return Optional.ofNullable(value).map(Object::toString);
    }

    private static Map<String, Object> body(DataFetchingEnvironment environment, String... names) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String name : names) {
            @Nullable Object value = environment.getArguments().get(name);
            if (value != null) body.put(snake(name), value);
        }
        return body;
    }

    private static Map<String, Object> configuration(DataFetchingEnvironment environment) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!(environment.getArguments().get("config") instanceof Map<?, ?> config)) {
            throw Problem.of("invalid-request", "The argument 'config' has to be an object.");
        }
        config.forEach((key, value) -> values.put(String.valueOf(key), value));
        return values;
    }

    private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return more;
    }

    private static Object page(Answer answer) {
        Matcher cursor = CURSOR.matcher(answer.headers().getOrDefault("Link", ""));
        boolean more = cursor.find();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("nodes", answer.body());
        page.put("total_count", Integer.valueOf(answer.headers().getOrDefault("X-Total-Count", "0")));
        page.put("has_next_page", more);
        if (more) page.put("end_cursor", cursor.group(1));
        return page;
    }

    private static Object byType(List<?> extensions) {
        Map<String, List<Object>> types = new LinkedHashMap<>();
        for (Object extension : extensions) {
            if (extension instanceof Map<?, ?> map) {
                types.computeIfAbsent(String.valueOf(map.get("type")), type -> new ArrayList<>())
                        .add(map);
            }
        }
        List<Map<String, Object>> points = new ArrayList<>();
        types.forEach((type, all) -> points.add(Map.of("type", type, "extensions", all)));
        return points;
    }

    private static List<?> list(Answer answer) {
        return answer.body() instanceof List<?> list ? list : List.of();
    }

    private static String idOf(DataFetchingEnvironment environment) {
        return environment.getSource() instanceof Map<?, ?> plugin ? String.valueOf(plugin.get("id")) : "";
    }

    private static DataFetcher<@Nullable Object> member(String name) {
        return environment -> environment.getSource() instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static String snake(String name) {
        return HUMP.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }
}
