package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.execution.TaskRequest;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.jobs.JobRequest;
import dev.pergola.lifecycle.PluginState;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The document says what the server does (R204): every operation in it is called. */
class OpenApiIT {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
    private static HttpRuntime runtime;
    private static Client client;
    private static JsonNode document;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        client = Client.of(runtime.kernel);
        document = client.get("/api/v1/openapi.json").json();
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @Test
    void isAnOpenApiDocument() {
        assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
        assertThat(document.at("/info/title").asText()).isEqualTo("Pergola");
        assertThat(document.at("/components/securitySchemes/token/scheme").asText())
                .isEqualTo("bearer");
        JsonNode plugin = document.at("/components/schemas/Plugin");
        assertThat(plugin.at("/properties/status/enum").toString()).isEqualTo("[\"active\",\"inactive\",\"error\"]");
        assertThat(plugin.at("/properties/installed_at/format").asText()).isEqualTo("date-time");
        assertThat(plugin.at("/properties/problems/items/$ref").asText())
                .isEqualTo("#/components/schemas/PluginProblem");
        assertThat(plugin.get("required").toString()).contains("\"node_types\"");
        assertThat(document.at("/components/schemas/Execution/required").toString())
                .contains("status")
                .doesNotContain("\"result\"");
    }

    @Test
    void holdsOnlyReferencesThatResolve() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void namesEveryOperationOnce() {
        List<String> names = document.findValuesAsText("operationId");
        assertThat(names).hasSizeGreaterThan(35).doesNotHaveDuplicates();
        assertThat(document.get("paths").findValuesAsText("summary"))
                .hasSameSizeAs(names)
                .noneMatch(String::isBlank);
    }

    @TestFactory
    List<DynamicTest> servesEveryOperation() {
        List<DynamicTest> tests = new ArrayList<>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fields()
                        .forEachRemaining(operation -> tests.add(DynamicTest.dynamicTest(
                                operation.getKey() + " " + path.getKey(),
                                () -> serves(path.getKey(), operation.getKey(), operation.getValue())))));
        return tests;
    }

    private static void serves(String path, String method, JsonNode operation) throws Exception {
        runtime.plugins.clear();
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        runtime.jobs.submit(JobRequest.of(TaskRequest.of("wordcount", Map.of("text", "a"))));
        runtime.states.put("wordcount", "total", Map.of("n", 1), 1000);
        String address = path.contains("/executions/{id}")
                ? path.replace("{id}", "e1")
                : path.replace("{id}", path.contains("/jobs/") ? "j1" : "wordcount")
                        .replace("{type}", "TaskProcessor")
                        .replace("{key}", "total")
                        .replace("{permission}", "system.exec")
                        .replace("{fingerprint}", "ab".repeat(32));
        address += Samples.query(operation);
        boolean open = operation.path("security").isArray()
                && operation.get("security").isEmpty();
        HttpResponse<InputStream> nobody = client.open(request(client.withToken(""), method, address, operation));
        nobody.body().close();
        assertThat(nobody.statusCode() == 401).as("needs a token").isNotEqualTo(open);

        HttpResponse<InputStream> answer = client.open(request(client, method, address, operation));
        try (InputStream body = answer.body()) {
            String status = Integer.toString(answer.statusCode());
            String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
            JsonNode described = operation.at("/responses/" + status);
            if (described.isMissingNode()) {
                assertThat(type).as("status " + status).isEqualTo("application/problem+json");
                assertThat(answer.statusCode()).as("is no accident").isIn(400, 404, 409, 422, 503);
            } else if (!type.isEmpty()) {
                assertThat(names(described.path("content"))).contains(type);
            }
            if (type.endsWith("json") && !described.isMissingNode()) {
                new SchemaCheck(document)
                        .check(
                                SchemaCheck.parse(body),
                                described.at("/content").get(type).get("schema"));
            }
        }
    }

    @Test
    void leavesNoOtherMethodUnsaid() throws Exception {
        for (var path : iterable(document.get("paths"))) {
            Set<String> described = new HashSet<>();
            path.getValue().fieldNames().forEachRemaining(described::add);
            for (String method : METHODS) {
                if (described.contains(method)) continue;
                String address = path.getKey().replaceAll("\\{[a-z]+}", "x");
                int status = client.send(
                                client.request(method.toUpperCase(Locale.ROOT), address, BodyPublishers.noBody()))
                        .status();
                boolean otherTemplate = address.equals("/api/v1/plugins/plan") && !method.equals("post")
                        || address.startsWith("/api/v1/plugins/x/permissions/") && method.equals("delete");
                if (!otherTemplate)
                    assertThat(status).as(method + " " + address).isEqualTo(405);
            }
        }
    }

    private static Iterable<Map.Entry<String, JsonNode>> iterable(JsonNode node) {
        return node::fields;
    }

    private static HttpRequest.Builder request(Client from, String method, String address, JsonNode operation) {
        boolean hasBody = operation.has("requestBody");
        return from.request(
                        method.toUpperCase(Locale.ROOT),
                        address,
                        hasBody ? BodyPublishers.ofString("{}") : BodyPublishers.noBody())
                .header("Content-Type", Samples.mediaType(operation));
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new HashSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
