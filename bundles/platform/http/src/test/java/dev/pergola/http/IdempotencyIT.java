package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client that did not hear the answer may do. */
class IdempotencyIT {
    private static HttpRuntime runtime;
    private static Client client;
    private final String key = UUID.randomUUID().toString();

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
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
    }

    @Test
    void doesARequestOnceAndAnswersTwice() throws Exception {
        Answer first = post("/api/v1/plugins/wordcount/execute", "{\"input\":{\"a\":1}}");
        Answer again = post("/api/v1/plugins/wordcount/execute", "{\"input\":{\"a\":1}}");
        assertThat(runtime.calls.requests).hasSize(1);
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Content-Type")).isEqualTo("application/json");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void refusesAKeyForAnotherRequest() throws Exception {
        post("/api/v1/plugins/wordcount/execute", "{\"input\":{\"a\":1}}");
        Answer other = post("/api/v1/plugins/wordcount/execute", "{\"input\":{\"a\":2}}");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.problem()).isEqualTo("idempotency-key-reused");
        assertThat(post("/api/v1/plugins/wordcount/disable", "").status()).isEqualTo(422);
        assertThat(runtime.calls.requests).hasSize(1);
    }

    @Test
    void refusesWhileTheFirstIsUnderWay() throws Exception {
        var pending = client.http()
                .sendAsync(
                        client.request(
                                        "POST",
                                        "/api/v1/plugins/wordcount/execute",
                                        BodyPublishers.ofString("{\"type\":\"WAIT\"}"))
                                .header("Idempotency-Key", key)
                                .build(),
                        BodyHandlers.ofString());
        Awaitility.await().until(() -> !runtime.calls.waiting.isEmpty());
        Answer second = post("/api/v1/plugins/wordcount/execute", "{\"type\":\"WAIT\"}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.problem()).isEqualTo("request-in-progress");
        runtime.calls.cancel(runtime.calls.waiting.keySet().iterator().next());
        assertThat(pending.get().statusCode()).isEqualTo(503);
    }

    @Test
    void letsARequestThatDidNothingBeRepeated() throws Exception {
        assertThat(post("/api/v1/plugins/wordcount/execute", "{\"type\":\"THROW\"}")
                        .status())
                .isEqualTo(500);
        assertThat(post("/api/v1/plugins/wordcount/execute", "{\"type\":\"THROW\"}")
                        .status())
                .isEqualTo(500);
        assertThat(runtime.calls.requests).hasSize(2);
    }

    @Test
    void knowsAnUploadByItsContent() throws Exception {
        assertThat(upload("a", "thumbs 1.0.0").status()).isEqualTo(201);
        Answer again = upload("other-boundary", "thumbs 1.0.0");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Location")).isEqualTo("/api/v1/plugins/thumbs");
        assertThat(runtime.plugins.operations).hasSize(1);
        assertThat(upload("a", "thumbs 1.0.1").status()).isEqualTo(422);
        assertThat(runtime.kernel.data().resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void repeatsAnswersWithoutABody() throws Exception {
        for (int i = 0; i < 2; i++) {
            Answer answer = client.send(client.request("DELETE", "/api/v1/plugins/wordcount", BodyPublishers.noBody())
                    .header("Idempotency-Key", key));
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(runtime.plugins.operations).hasSize(1);
    }

    @Test
    void doesNotKeepAnswersThatAreTooLarge() throws Exception {
        String large = "{\"input\":{\"a\":\"" + "x".repeat(1 << 19) + "\"}}";
        assertThat(post("/api/v1/plugins/wordcount/execute", large).status()).isEqualTo(200);
        Answer again = post("/api/v1/plugins/wordcount/execute", large);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.problem()).isEqualTo("answer-not-kept");
        assertThat(runtime.calls.requests).hasSize(1);
    }

    @Test
    void refusesKeysThatAreNone() throws Exception {
        Answer answer = client.send(client.request("POST", "/api/v1/plugins/wordcount/enable", BodyPublishers.noBody())
                .header("Idempotency-Key", "x".repeat(300)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).contains("Idempotency-Key");
    }

    private Answer post(String path, String json) throws Exception {
        return client.send(client.request("POST", path, BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key));
    }

    private Answer upload(String boundary, String content) throws Exception {
        String form = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"t.jar\"\r\n\r\n"
                + content + "\r\n--" + boundary + "--\r\n";
        return client.send(client.request("POST", "/api/v1/plugins", BodyPublishers.ofString(form))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Idempotency-Key", key));
    }
}
