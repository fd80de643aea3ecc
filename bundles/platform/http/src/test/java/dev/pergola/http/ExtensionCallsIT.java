package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.api.extension.Analyzer;
import dev.pergola.api.extension.Exporter;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.api.extension.Visualization;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R61, R62: all extensions of a type are called, or one after the other. */
class ExtensionCallsIT {
    private static final String ANALYZE = "/api/v1/extensions/Analyzer/execute";
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
    void extensions() {
        runtime.calls.extensions.clear();
        runtime.calls.made.clear();
        analyzer("first", "a", Map.of("language", "en"), (data, context) -> Map.of("text", data.get("text") + "1"));
        analyzer("second", "b", Map.of("language", "de"), (data, context) -> Map.of("text", data.get("text") + "2"));
    }

    private static void analyzer(String plugin, String name, Map<String, Object> attributes, Analyzer analyzer) {
        runtime.calls.extensions.put(
                new Extension(Analyzer.class.getName(), name, plugin, "1.0.0", 0, attributes), analyzer);
    }

    private static Analyzer broken() {
        return (data, context) -> {
            throw new IllegalStateException("no mood today");
        };
    }

    @Test
    void noThreadThatTakesRequestsWaitsForPlugins() throws Exception {
        analyzer(
                "third",
                "c",
                Map.of(),
                (data, context) -> Map.of("text", Thread.currentThread().getName()));
        for (String mode : List.of("all", "pipeline")) {
            JsonNode json = client.post(ANALYZE, "{\"mode\":\"" + mode + "\",\"input\":{\"text\":\"x\"}}")
                    .json();
            assertThat(json.at("/results/2/result/text").asText()).as(mode).isEqualTo("pergola-extension-calls");
        }
    }

    @Test
    void asManyRequestsAreWorkedOnAsThereIsRoomForAndTheOthersAreToldToComeBack() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(64);
        analyzer("third", "c", Map.of(), (data, context) -> {
            begun.countDown();
            ended.await();
            return Map.of();
        });
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) waiting.add(later());
            assertThat(begun.await(15, TimeUnit.SECONDS)).isTrue();
            Answer refused = client.post(ANALYZE, "{\"input\":{\"text\":\"x\"}}");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.problem()).isEqualTo("too-many-requests");
        } finally {
            ended.countDown();
        }
        assertThat(waiting).allSatisfy(one -> assertThat(one.join()).isEqualTo(200));
    }

    private static CompletableFuture<Integer> later() {
        HttpRequest request = client.request("POST", ANALYZE, BodyPublishers.ofString("{\"input\":{\"text\":\"x\"}}"))
                .header("Content-Type", "application/json")
                .build();
        return client.http().sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    @Test
    void callsAllOfATypeAndTellsWhatBecameOfEach() throws Exception {
        analyzer("third", "c", Map.of(), broken());
        Answer answer =
                client.post(ANALYZE, "{\"input\":{\"text\":\"x\"},\"timeout_ms\":2000,\"context\":{\"user\":\"ada\"}}");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.get("type").asText()).isEqualTo(Analyzer.class.getName());
        assertThat(json.get("mode").asText()).isEqualTo("all");
        assertThat(json.get("status").asText()).isEqualTo("partial");
        assertThat(json.has("result")).isFalse();
        assertThat(json.at("/results/0/result/text").asText()).isEqualTo("x1");
        assertThat(json.at("/results/1/result/text").asText()).isEqualTo("x2");
        JsonNode failed = json.at("/results/2");
        assertThat(failed.get("plugin_id").asText()).isEqualTo("third");
        assertThat(failed.get("extension").asText()).isEqualTo("c");
        assertThat(failed.get("status").asText()).isEqualTo("failed");
        assertThat(failed.at("/error/message").asText()).isEqualTo("no mood today");
        assertThat(runtime.calls.made.get(0).caller()).isEqualTo("admin");
        assertThat(runtime.calls.made.get(0).timeout()).contains(Duration.ofSeconds(2));
        assertThat(runtime.calls.made.get(0).attributes()).containsEntry("user", "ada");
    }

    @Test
    void aPipelineFeedsEachWithWhatTheOneBeforeGave() throws Exception {
        JsonNode json = client.post(ANALYZE, "{\"mode\":\"pipeline\",\"input\":{\"text\":\"x\"}}")
                .json();
        assertThat(json.get("status").asText()).isEqualTo("success");
        assertThat(json.at("/result/text").asText()).isEqualTo("x12");
        assertThat(json.get("results")).hasSize(2);
    }

    @Test
    void aPipelineEndsAtTheFirstFailure() throws Exception {
        runtime.calls.extensions.clear();
        analyzer("third", "c", Map.of(), broken());
        analyzer("first", "a", Map.of(), (data, context) -> Map.of());
        JsonNode json = client.post(ANALYZE, "{\"mode\":\"pipeline\"}").json();
        assertThat(json.get("status").asText()).isEqualTo("failed");
        assertThat(json.has("result")).isFalse();
        assertThat(json.get("results")).hasSize(1);
    }

    @Test
    void callsOnlyThoseThatAreAskedFor() throws Exception {
        JsonNode ofPlugin = client.post(ANALYZE, "{\"plugin_id\":\"second\"}").json();
        assertThat(ofPlugin.get("results")).hasSize(1);
        JsonNode english =
                client.post(ANALYZE, "{\"where\":{\"language\":\"en\"}}").json();
        assertThat(english.at("/results/0/plugin_id").asText()).isEqualTo("first");
        assertThat(english.get("results")).hasSize(1);
        JsonNode nobody = client.post(ANALYZE, "{\"mode\":\"pipeline\",\"plugin_id\":\"x\",\"input\":{\"a\":1}}")
                .json();
        assertThat(nobody.get("status").asText()).isEqualTo("success");
        assertThat(nobody.at("/result/a").asInt()).isEqualTo(1);
    }

    @Test
    void taskProcessorsAreCalledByTheTypeOfTheTask() throws Exception {
        TaskProcessor processor = (task, context) -> TaskResult.of(Map.of("did", task.type()));
        for (String type : List.of("COUNT", "SING")) {
            Extension extension = new Extension(
                    TaskProcessor.class.getName(), type, type, "1.0.0", 0, Map.of("pergola.task.types", List.of(type)));
            runtime.calls.extensions.put(extension, processor);
        }
        String path = "/api/v1/extensions/TaskProcessor/execute";
        JsonNode json = client.post(path, "{\"task_type\":\"SING\"}").json();
        assertThat(json.get("results")).hasSize(1);
        assertThat(json.at("/results/0/result/did").asText()).isEqualTo("SING");
        assertThat(client.post(path, "{\"type\":\"SING\"}")
                        .json()
                        .at("/results/0/result/did")
                        .asText())
                .isEqualTo("SING");
        assertThat(client.post(path, "{}").detail()).contains("'task_type' is missing");
        assertThat(client.post(ANALYZE, "{\"task_type\":\"SING\"}").status()).isEqualTo(400);
    }

    @Test
    void visualizationsAreCalledWithOptions() throws Exception {
        Visualization bars = (data, options, context) ->
                new Exporter.Document("text/plain", (data + " " + options).getBytes(StandardCharsets.UTF_8));
        runtime.calls.extensions.put(
                new Extension(Visualization.class.getName(), "bars", "charts", "1.0.0", 0, Map.of()), bars);
        JsonNode json = client.post(
                        "/api/v1/extensions/Visualization/execute", "{\"input\":{\"a\":1},\"options\":{\"width\":2}}")
                .json();
        assertThat(json.at("/results/0/result/text").asText()).isEqualTo("{a=1} {width=2}");
    }

    @Test
    void saysWhatCannotBeCalled() throws Exception {
        Answer nodes = client.post("/api/v1/extensions/NodeProvider/execute", "{}");
        assertThat(nodes.status()).isEqualTo(422);
        assertThat(nodes.problem()).isEqualTo("extension-not-callable");
        Answer nothing = client.post("/api/v1/extensions/Nonsense/execute", "{}");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.problem()).isEqualTo("extension-type-not-found");
        assertThat(nothing.detail()).contains("Analyzer");
        assertThat(client.post(ANALYZE, "{\"mode\":\"some\"}").status()).isEqualTo(400);
        assertThat(client.post(ANALYZE, "{\"limit\":0}").status()).isEqualTo(400);
        assertThat(client.post(ANALYZE, "{\"timeout_ms\":0}").detail()).contains("'timeout_ms'");
    }
}
