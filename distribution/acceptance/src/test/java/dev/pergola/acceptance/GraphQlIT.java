package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GraphQL and tokens on the real archive (R133, R189). */
class GraphQlIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NESTED = 4;

    @TempDir
    static Path folder;

    private static Path plugins;
    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        pergola = Instance.ready(folder.resolve("data"), plugins);
        ProbeJar.of("graphed", "1.0.0").dropInto(plugins, "graphed.jar");
        await().untilAsserted(() -> assertThat(pergola.state("graphed")).isEqualTo("ACTIVE"));
        pergola.probe("graphed", "{\"text\":\"hi\"}");
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    private static HttpResponse<String> post(String token, String query, Map<String, Object> variables) {
        ObjectNode body = JSON.createObjectNode().put("query", query);
        body.set("variables", JSON.valueToTree(variables));
        return pergola.send(HttpRequest.newBuilder(URI.create(pergola.address() + "/api/v1/graphql"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/graphql-response+json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    private static JsonNode run(String query) {
        HttpResponse<String> answer = post(pergola.token(), query, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/graphql-response+json");
        return Instance.parse(answer.body());
    }

    /** The schema promises nothing that the operations do not give: every field is asked for. */
    @Test
    void everyFieldOfTheSchemaIsThere() {
        JsonNode types = run("{ __schema { types { name kind fields { name args { name type { kind } }"
                        + " type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }")
                .at("/data/__schema/types");
        Map<String, JsonNode> byName = new HashMap<>();
        types.forEach(type -> byName.put(type.get("name").asText(), type));
        await().untilAsserted(
                        () -> assertThat(run("{ executions { executionId } }").at("/data/executions"))
                                .isNotEmpty());

        JsonNode answer = run("{ plugins(first: 3) " + selection("PluginConnection", byName, 2)
                + " plugin(id: \"graphed\") " + selection("Plugin", byName, NESTED)
                + " extensionPoints " + selection("ExtensionPoint", byName, NESTED)
                + " nodeTypes " + selection("NodeTypes", byName, NESTED)
                + " executions(limit: 2) " + selection("Execution", byName, NESTED)
                + " runningExecutions " + selection("RunningExecution", byName, NESTED)
                + " journal(limit: 2) " + selection("JournalEntry", byName, NESTED) + " }");

        assertThat(answer.has("errors")).as(answer.toString()).isFalse();
        assertThat(answer.at("/data/plugin/state").asText()).isEqualTo("ACTIVE");
        assertThat(answer.at("/data/plugin/journal/0/outcome").asText()).isEqualTo("COMMITTED");
        assertThat(answer.at("/data/executions/0/pluginId").asText()).isEqualTo("graphed");
    }

    private static String selection(String name, Map<String, JsonNode> types, int depth) {
        StringBuilder fields = new StringBuilder();
        for (JsonNode field : types.get(name).path("fields")) {
            String type = named(field.get("type"));
            boolean object = types.get(type).get("kind").asText().equals("OBJECT");
            if (object && depth == 1) continue;
            fields.append(' ').append(field.get("name").asText());
            if (object) fields.append(' ').append(selection(type, types, depth - 1));
        }
        return "{" + fields + " }";
    }

    private static String named(JsonNode type) {
        return type.hasNonNull("name") ? type.get("name").asText() : named(type.get("ofType"));
    }

    @Test
    void aPluginGoesThroughItsLifeByMutations() {
        ProbeJar.of("living", "1.0.0").dropInto(plugins, "living.jar");
        await().untilAsserted(() -> assertThat(pergola.state("living")).isEqualTo("ACTIVE"));

        JsonNode executed = run("mutation { execute(id: \"living\", type: \"PROBE\", input: {text: \"hello\"})"
                + " { status result executionTimeMs usage { wallTimeMs } error { message } } }");
        assertThat(executed.at("/data/execute/status").asText()).isEqualTo("success");
        assertThat(executed.at("/data/execute/result/echo").asText()).isEqualTo("hello");

        assertThat(run("mutation { disable(id: \"living\") { outcome plugin { state } } }")
                        .at("/data/disable/plugin/state")
                        .asText())
                .isEqualTo("LOADED");
        assertThat(run("mutation { enable(id: \"living\") { deploymentId outcome verdicts { check } } }")
                        .at("/data/enable/outcome")
                        .asText())
                .isEqualTo("DONE");
        ProbeJar.of("living", "1.1.0").dropInto(plugins, "living.jar");
        await().untilAsserted(() -> assertThat(pergola.version("living")).isEqualTo("1.1.0"));
        assertThat(run("mutation { reload(id: \"living\") { outcome } rollback(id: \"living\") { toVersion } }")
                        .at("/data/rollback/toVersion")
                        .asText())
                .isEqualTo("1.0.0");
        assertThat(run("mutation { uninstall(id: \"living\") }")
                        .at("/data/uninstall")
                        .asBoolean())
                .isTrue();
        assertThat(pergola.state("living")).isEqualTo("ABSENT");
    }

    @Test
    void whatGoesWrongSaysWhyAndShowsNothingOfTheInside() {
        JsonNode missing = run("{ plugin(id: \"nobody\") { id } }");
        assertThat(missing.at("/errors/0/message").asText()).contains("nobody");
        assertThat(missing.at("/errors/0/extensions/code").asText()).isEqualTo("plugin-not-found");
        assertThat(missing.at("/data/plugin").isNull()).isTrue();

        HttpResponse<String> wrong = post(pergola.token(), "{ plugin(id: \"x\") { nme } }", Map.of());
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("nme").doesNotContain("dev.pergola", "Exception");

        HttpResponse<String> costly = post(
                pergola.token(), "{ plugins(first: 1000) { nodes { executions(limit: 1000) { status } } } }", Map.of());
        assertThat(costly.statusCode()).isEqualTo(400);
        assertThat(costly.body()).contains("query-too-expensive");

        assertThat(post("", "{ __schema { types { name } } }", Map.of()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenMayByGraphQlWhatItMayByRest() {
        Instance.Ran made = pergola.pergola("shell", "token:create watcher --role viewer");
        assertThat(made.exitCode()).as(made.err()).isZero();
        String viewer = made.out().lines().findFirst().orElseThrow().strip();
        assertThat(viewer).matches("pgl_[0-9A-Za-z]{49}");

        JsonNode answer = Instance.parse(
                post(viewer, "mutation($id: ID!) { disable(id: $id) { outcome } }", Map.of("id", "graphed"))
                        .body());

        assertThat(answer.at("/errors/0/extensions/code").asText()).isEqualTo("forbidden");
        assertThat(answer.at("/errors/0/extensions/required_role").asText()).isEqualTo("operator");
        assertThat(pergola.state("graphed")).isEqualTo("ACTIVE");
        assertThat(Instance.parse(post(viewer, "{ plugin(id: \"graphed\") { state } }", Map.of())
                                .body())
                        .at("/data/plugin/state")
                        .asText())
                .isEqualTo("ACTIVE");
        assertThat(pergola.json("/api/v1/audit").toString())
                .contains("api.disablePlugin", "watcher", "denied")
                .doesNotContain(viewer);

        assertThat(pergola.pergola("shell", "token:revoke watcher").exitCode()).isZero();
        assertThat(post(viewer, "{ __typename }", Map.of()).statusCode()).isEqualTo(401);
    }

    @Test
    void theSchemaIsThereAsText() {
        HttpResponse<String> schema = pergola.get("/api/v1/graphql/schema");

        assertThat(schema.statusCode()).isEqualTo(200);
        assertThat(schema.body()).contains("type Query {", "scalar JSON");
        assertThat(pergola.json("/api/v1/openapi.json").path("paths").properties().stream()
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()))
                .contains("/api/v1/graphql", "/api/v1/graphql/schema", "/api/v1/tokens", "/api/v1/whoami");
    }

    @Test
    void isOffWhereItsBundleIsLeftOutAndNothingElseIs() throws IOException {
        Path own = Files.createDirectories(folder.resolve("without"));
        try (Instance instance = Instance.quick(
                folder.resolve("without-data"), own, "--set", "kernel.bundles-exclude=dev.pergola.graphql-*.jar")) {
            assertThat(instance.request("POST", "/api/v1/graphql", "{\"query\":\"{ __typename }\"}")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(instance.get("/api/v1/plugins").statusCode()).isEqualTo(200);
        }
    }
}
