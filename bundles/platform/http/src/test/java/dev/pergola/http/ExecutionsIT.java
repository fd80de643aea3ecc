package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.api.node.NodeProvider;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.api.node.ParameterSpecification;
import dev.pergola.api.node.PortSpecification;
import dev.pergola.api.node.ResourceRequirement;
import dev.pergola.execution.TaskRequest;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.FakeCalls;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R195, R200, R227 to R233. */
class ExecutionsIT {
    private static final String EXECUTE = "/api/v1/plugins/wordcount/execute";
    private static HttpRuntime runtime;
    private static Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        client = Client.of(runtime.kernel);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void plugins() {
        runtime.plugins.clear();
        runtime.calls.requests.clear();
        runtime.calls.circuits.clear();
        runtime.extensions.providers.clear();
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
    }

    @Test
    void executes() throws Exception {
        Answer answer = client.post(
                EXECUTE,
                "{\"type\":\"COUNT\",\"input\":{\"text\":\"a b\",\"none\":null},\"context\":{\"user\":\"ada\"},"
                        + "\"version\":\"1.0.0\",\"timeoutMs\":5000}");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.get("status").asText()).isEqualTo("success");
        assertThat(json.at("/result/echo/text").asText()).isEqualTo("a b");
        assertThat(json.at("/result/echo/none").isNull()).isTrue();
        assertThat(json.get("execution_time_ms").asInt()).isEqualTo(1500);
        assertThat(json.get("execution_id").asText()).matches("x[0-9]+");
        assertThat(json.get("plugin_id").asText()).isEqualTo("wordcount");
        assertThat(json.at("/usage/cpu_time_ms").asDouble()).isEqualTo(0.412);
        assertThat(json.at("/usage/allocated_bytes").asInt()).isEqualTo(2048);
        assertThat(json.at("/usage").has("sandbox")).isFalse();
        assertThat(json.has("error")).isFalse();
        TaskRequest request = runtime.calls.requests.get(0);
        assertThat(request.attributes()).containsEntry("user", "ada");
        assertThat(request.timeout()).contains(Duration.ofSeconds(5));
        assertThat(request.version()).contains("1.0.0");
        assertThat(request.caller()).isEqualTo("admin");
    }

    @Test
    void takesWhatCurlSendsWhereItIsNotToldOtherwise() throws Exception {
        Answer answer = client.send(client.request("POST", EXECUTE, BodyPublishers.ofString("{\"input\":{\"a\":1}}"))
                .header("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(answer.json().at("/result/echo/a").asInt()).isEqualTo(1);
        assertThat(runtime.calls.requests.get(0).type()).isEqualTo(Optional.empty());
    }

    @Test
    void takesTheTypeOfTheTaskUnderEitherNameOrNone() throws Exception {
        for (String field : List.of("\"type\":\"COUNT\",", "\"task_type\":\"COUNT\",", "")) {
            assertThat(client.post(EXECUTE, "{" + field + "\"input\":{}}").status())
                    .isEqualTo(200);
        }
        assertThat(runtime.calls.requests)
                .extracting(TaskRequest::type)
                .containsExactly(Optional.of("COUNT"), Optional.of("COUNT"), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, 200, failed",
        "TIMEOUT, 504, timeout",
        "CANCELLED, 503, cancelled",
        "RESOURCE_LIMIT_EXCEEDED, 502, resource_limit_exceeded",
        "SECURITY_VIOLATION, 502, security_violation",
        "INVALID, 422, rejected",
        "NOT_SUPPORTED, 422, rejected",
        "BUSY, 429, rejected",
        "STOPPING, 503, rejected",
        "STUCK, 503, rejected",
        "CIRCUIT_OPEN, 503, rejected"
    })
    void givesEveryOutcomeItsStatus(String type, int status, String word) throws Exception {
        Answer answer = client.post(EXECUTE, "{\"type\":\"" + type + "\"}");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().get("status").asText()).isEqualTo(word);
        assertThat(answer.json().at("/error/message").asText()).isNotEmpty();
        assertThat(answer.json().has("result")).isFalse();
    }

    /** Item by item what a program needs to know: why, and whether to come again. */
    @Test
    void tellsWhyACallWasRejectedAndWhenToComeAgain() throws Exception {
        Answer busy = client.post(EXECUTE, "{\"type\":\"BUSY\"}");
        assertThat(busy.json().at("/error/reason").asText()).isEqualTo("busy");
        assertThat(busy.header("Retry-After")).isEqualTo("1");
        assertThat(client.post(EXECUTE, "{\"type\":\"STOPPING\"}").header("Retry-After"))
                .isEqualTo("1");
        assertThat(client.post(EXECUTE, "{\"type\":\"STUCK\"}").header("Retry-After"))
                .isEmpty();
        assertThat(client.post(EXECUTE, "{\"type\":\"INVALID\"}")
                        .json()
                        .at("/error/reason")
                        .asText())
                .isEqualTo("invalid_input");
        assertThat(client.post(EXECUTE, "{\"type\":\"FAILED\"}")
                        .json()
                        .get("error")
                        .has("reason"))
                .isFalse();
        runtime.calls.circuits.add(FakeCalls.open("wordcount"));
        Answer open = client.post(EXECUTE, "{\"type\":\"CIRCUIT_OPEN\"}");
        assertThat(open.json().at("/error/reason").asText()).isEqualTo("circuit_open");
        assertThat(Integer.parseInt(open.header("Retry-After"))).isBetween(10, 20);
    }

    @ParameterizedTest
    @CsvSource({"LOADED, 409", "FAILED, 409", "QUARANTINED, 409", "INITIALIZING, 503", "STOPPING, 503"})
    void tellsAPluginThatIsNotActiveFromOneThatIsNotThere(PluginState state, int status) throws Exception {
        String execute = "{\"type\":\"NOT_ACTIVE\"}";
        assertThat(client.post("/api/v1/plugins/nobody/execute", execute).problem())
                .isEqualTo("plugin-not-found");
        assertThat(client.post(EXECUTE, "{\"type\":\"NOT_ACTIVE\",\"version\":\"9.0.0\"}")
                        .status())
                .isEqualTo(404);
        runtime.plugins.add("thumbs", "1.0.0", state, "text");
        Answer answer = client.post("/api/v1/plugins/thumbs/execute", execute);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().at("/error/reason").asText()).isEqualTo("not_active");
        assertThat(answer.header("Retry-After")).isEqualTo(status == 503 ? "1" : "");
        if (status == 409)
            assertThat(answer.json().at("/error/message").asText()).contains(state.name(), "/explain", "/enable");
    }

    @Test
    void keepsUnexpectedTroubleInside() throws Exception {
        Answer answer = client.post(EXECUTE, "{\"type\":\"THROW\"}");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.problem()).isEqualTo("internal-error");
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("IllegalState");
        assertThat(answer.json().get("incident").asText()).hasSize(8);
        assertThat(answer.detail()).contains(answer.json().get("incident").asText());
    }

    @Test
    void saysWhereJsonIsWrong() throws Exception {
        Answer broken = client.post(EXECUTE, "{\n  \"input\": {,\n}");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.problem()).isEqualTo("malformed-json");
        assertThat(broken.json().get("line").asInt()).isEqualTo(2);
        assertThat(broken.json().get("column").asInt()).isPositive();
        assertThat(client.post(EXECUTE, "{\"inptu\":{}}").detail())
                .contains("'inptu' is not known", "Did you mean 'input'?", "timeout_ms");
        assertThat(client.post(EXECUTE, "{\"input\":[]}").detail()).contains("'input' is not valid");
        assertThat(client.post(EXECUTE, "{\"timeout_ms\":\"soon\"}").problem()).isEqualTo("invalid-request");
        assertThat(client.post(EXECUTE, "{\"timeout_ms\":0}").detail()).contains("'timeout_ms'");
        assertThat(client.post(EXECUTE, "{\"input\":{}} {}").problem()).isIn("malformed-json", "invalid-request");
        assertThat(client.post(EXECUTE, "{\"input\":{\"a\":1,\"a\":2}}").detail())
                .contains("Duplicate");
        assertThat(client.post(EXECUTE, "null").status()).isEqualTo(400);
        assertThat(client.post(EXECUTE, "{\"input\":" + "{\"a\":".repeat(70) + "1" + "}".repeat(70) + "}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post(EXECUTE, "[".repeat(100_000)).status()).isEqualTo(400);
        assertThat(client.post(EXECUTE).detail()).contains("body is missing");
        assertThat(runtime.calls.requests).isEmpty();
    }

    @Test
    void showsAndCancelsACallThatIsUnderWay() throws Exception {
        var pending = client.http()
                .sendAsync(
                        client.request("POST", EXECUTE, BodyPublishers.ofString("{\"type\":\"WAIT\"}"))
                                .build(),
                        BodyHandlers.ofString());
        Awaitility.await().until(() -> !runtime.calls.waiting.isEmpty());
        String id = runtime.calls.waiting.keySet().iterator().next();
        JsonNode running = client.get("/api/v1/executions?running=true").json().get(0);
        assertThat(running.get("execution_id").asText()).isEqualTo(id);
        assertThat(running.get("remaining_ms").asInt()).isEqualTo(9000);
        assertThat(client.get("/api/v1/executions/" + id).json().get("status").asText())
                .isEqualTo("running");
        assertThat(client.delete("/api/v1/executions/" + id).status()).isEqualTo(204);
        assertThat(pending.get().statusCode()).isEqualTo(503);
        assertThat(pending.get().body()).contains("\"status\":\"cancelled\"");
        assertThat(client.delete("/api/v1/executions/nothing").problem()).isEqualTo("execution-not-found");
        assertThat(client.delete("/api/v1/executions/e1").problem()).isEqualTo("execution-ended");
    }

    @Test
    void listsCallsThatHaveEnded() throws Exception {
        JsonNode listed = client.get("/api/v1/plugins/wordcount/executions?limit=5")
                .json()
                .get(0);
        assertThat(listed.get("execution_id").asText()).isEqualTo("e1");
        assertThat(listed.at("/usage/wall_time_ms").asDouble()).isEqualTo(1.5);
        assertThat(listed.at("/usage/sandbox/memory_bytes").asLong()).isEqualTo(9_000_000);
        assertThat(listed.at("/usage/sandbox/network_bytes").asLong()).isEqualTo(512);
        assertThat(client.get("/api/v1/plugins/other/executions").json()).isEmpty();
        assertThat(client.get("/api/v1/executions").json()).hasSize(1);
        assertThat(client.get("/api/v1/executions/e1").json().get("error").asText())
                .isEqualTo("It broke");
        assertThat(client.get("/api/v1/executions/e2").status()).isEqualTo(404);
    }

    @Test
    void saysSoWhereTheDatabaseIsGone() throws Exception {
        runtime.store.broken = true;
        try {
            Answer answer = client.get("/api/v1/executions");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).doesNotContain("secret");
        } finally {
            runtime.store.broken = false;
        }
    }

    @Test
    void listsExtensions() throws Exception {
        assertThat(client.get("/api/v1/extensions").json()).hasSize(2);
        JsonNode processor =
                client.get("/api/v1/extensions/TaskProcessor").json().get(0);
        assertThat(processor.get("type").asText()).isEqualTo("dev.pergola.api.extension.TaskProcessor");
        assertThat(processor.get("plugin_id").asText()).isEqualTo("wordcount");
        assertThat(processor.at("/attributes/pergola.task.types/0").asText()).isEqualTo("COUNT");
        assertThat(client.get("/api/v1/extensions/dev.pergola.api.node.NodeProvider")
                        .json())
                .hasSize(1);
        assertThat(client.get("/api/v1/extensions/Processor").json()).isEmpty();
        assertThat(client.get("/api/v1/extensions?plugin=other").json()).isEmpty();
    }

    @Test
    void listsNodesAndWhoDidNotTellTheirs() throws Exception {
        runtime.extensions.providers.add(provider(Map.of("minimum", 1)));
        runtime.extensions.providers.add(new Provider(List.of()) {
            @Override
            public List<NodeSpecification> nodeTypes() {
                throw new IllegalStateException("no nodes today");
            }
        });
        JsonNode answer = client.get("/api/v1/nodes?category=TEXT").json();
        JsonNode node = answer.at("/nodes/0");
        assertThat(node.get("node_type").asText()).isEqualTo("wordcount.count");
        assertThat(node.at("/inputs/0/default_value").asText()).isEqualTo("x");
        assertThat(node.at("/parameters/0/ui_component").asText()).isEqualTo("slider");
        assertThat(node.at("/parameters/0/constraints/minimum").asInt()).isEqualTo(1);
        assertThat(node.at("/resource_requirements/memory_mb").asInt()).isEqualTo(16);
        assertThat(answer.at("/problems/0/message").asText()).isEqualTo("no nodes today");
        assertThat(client.get("/api/v1/nodes?category=images").json().get("nodes"))
                .isEmpty();
        assertThat(client.get("/api/plugins/nodes")
                        .json()
                        .at("/nodes/0/nodeType")
                        .asText())
                .isEqualTo("wordcount.count");
        assertThat(client.get("/api/plugins/nodes")
                        .json()
                        .at("/nodes/0/displayName")
                        .asText())
                .isEqualTo("Count");
    }

    private static NodeProvider provider(Map<String, Object> constraints) {
        return new Provider(List.of(new NodeSpecification(
                "wordcount.count",
                "Count",
                "text",
                "Counts",
                "hash",
                "#aabbcc",
                List.of(PortSpecification.optional("text", "string", "What to count", "x")),
                List.of(),
                List.of(new ParameterSpecification(
                        "least",
                        "integer",
                        "Least",
                        "Least",
                        Optional.of(2),
                        constraints,
                        ParameterSpecification.Control.SLIDER)),
                ResourceRequirement.LIGHT)));
    }

    private static class Provider implements NodeProvider {
        private final List<NodeSpecification> nodes;

        Provider(List<NodeSpecification> nodes) {
            this.nodes = nodes;
        }

        @Override
        public List<NodeSpecification> nodeTypes() {
            return nodes;
        }

        @Override
        public dev.pergola.api.node.Node create(String nodeType, Map<String, Object> parameters) {
            throw new UnsupportedOperationException();
        }
    }
}
