package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R133, R134. */
class TokensIT {
    private static HttpRuntime runtime;
    private static Client admin;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        admin = Client.of(runtime.kernel);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void plugins() throws Exception {
        for (JsonNode token : admin.get("/api/v1/tokens").json()) {
            admin.delete("/api/v1/tokens/" + token.get("id").asText());
        }
        runtime.plugins.clear();
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        runtime.plugins.add("counter", "1.0.0", PluginState.ACTIVE, "demo");
        runtime.store.audited.clear();
        runtime.store.broken = false;
    }

    private static Client token(String json) throws Exception {
        Answer issued = admin.post("/api/v1/tokens", json);
        assertThat(issued.status()).as(issued.body()).isEqualTo(201);
        return admin.withToken(issued.json().get("secret").asText());
    }

    @Test
    void aTokenIsShownOnceAndListedWithoutItsSecret() throws Exception {
        Client ci = token("{\"name\":\"ci\",\"role\":\"operator\",\"plugins\":[\"wordcount\"],\"expires_at\":\""
                + Instant.now().plusSeconds(3600) + "\"}");

        assertThat(ci.token()).matches("pgl_[0-9A-Za-z]{49}");
        Answer list = admin.get("/api/v1/tokens");
        assertThat(list.json()).singleElement().satisfies(token -> {
            assertThat(token.get("name").asText()).isEqualTo("ci");
            assertThat(token.get("role").asText()).isEqualTo("operator");
            assertThat(token.get("created_by").asText()).isEqualTo("admin");
            assertThat(token.has("expires_at")).isTrue();
        });
        assertThat(list.body()).doesNotContain(ci.token(), "hash");
        assertThat(ci.get("/api/v1/whoami").json())
                .hasToString("{\"name\":\"ci\",\"role\":\"operator\",\"plugins\":[\"wordcount\"]}");
        assertThat(admin.get("/api/v1/whoami").json())
                .hasToString("{\"name\":\"admin\",\"role\":\"admin\",\"plugins\":[]}");
    }

    @Test
    void aSecretIsNotKeptForARepetition() throws Exception {
        String json = "{\"name\":\"once\",\"role\":\"viewer\"}";
        Answer first = admin.send(repeated(json));
        Answer second = admin.send(repeated(json));

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.problem()).isEqualTo("answer-not-kept");
        assertThat(second.body()).doesNotContain("pgl_");
    }

    private static java.net.http.HttpRequest.Builder repeated(String json) {
        return admin.request("POST", "/api/v1/tokens", BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "the-same");
    }

    @Test
    void aRevokedTokenIsRefusedAtOnce() throws Exception {
        Client ci = token("{\"name\":\"ci\",\"role\":\"viewer\"}");
        assertThat(ci.get("/api/v1/plugins").status()).isEqualTo(200);

        assertThat(admin.delete("/api/v1/tokens/ci").status()).isEqualTo(204);

        assertThat(ci.get("/api/v1/plugins").status()).isEqualTo(401);
        Answer again = admin.delete("/api/v1/tokens/ci");
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.problem()).isEqualTo("token-not-found");
    }

    @Test
    void aTokenThatHasExpiredSaysSo() throws Exception {
        Client brief = token("{\"name\":\"brief\",\"role\":\"viewer\",\"expires_at\":\""
                + Instant.now().plusMillis(700) + "\"}");

        Answer answer = Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> brief.get("/api/v1/plugins"), got -> got.status() == 401);

        assertThat(answer.detail()).contains("'brief' has expired");
        assertThat(answer.header("WWW-Authenticate")).contains("invalid_token");
    }

    @Test
    void refusesWhatIsNoTokenToMake() throws Exception {
        for (String json : List.of(
                "{}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"role\":\"root\"}",
                "{\"name\":\"admin\",\"role\":\"viewer\"}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"plugins\":[]}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"plugins\":[null]}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"expires_at\":\"soon\"}",
                "{\"name\":\"x\",\"role\":\"viewer\",\"expires_at\":\"2001-01-01T00:00:00Z\"}")) {
            Answer answer = admin.post("/api/v1/tokens", json);
            assertThat(answer.status()).as(json).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("invalid-request");
        }
        assertThat(admin.get("/api/v1/tokens").json()).isEmpty();
    }

    @Test
    void aLimitedTokenSeesAndDoesWhatBelongsToItsPluginsOnly() throws Exception {
        Client limited = token("{\"name\":\"w\",\"role\":\"operator\",\"plugins\":[\"wordcount\"]}");

        assertThat(limited.get("/api/v1/plugins").json().findValuesAsText("id")).containsExactly("wordcount");
        assertThat(limited.get("/api/v1/plugins").header("X-Total-Count")).isEqualTo("1");
        assertThat(limited.get("/api/v1/plugins/wordcount").status()).isEqualTo(200);
        assertThat(limited.post("/api/v1/plugins/wordcount/disable").status()).isEqualTo(200);
        assertThat(limited.get("/api/v1/openapi.json").status()).isEqualTo(200);
        assertThat(limited.get("/api/v1/deployments?plugin=wordcount").json()).hasSize(1);
        assertThat(limited.get("/api/v1/extensions?plugin=wordcount").status()).isEqualTo(200);
        for (String path : List.of(
                "/api/v1/deployments?plugin=counter",
                "/api/v1/extensions?plugin=counter",
                "/api/v1/extensions",
                "/api/v1/plugins/counter",
                "/api/v1/plugins/counter/executions",
                "/api/v1/executions",
                "/api/v1/deployments",
                "/api/v1/events",
                "/api/v1/nodes",
                "/api/v1/libraries",
                "/api/v1/explain?subject=counter")) {
            Answer answer = limited.get(path);
            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.detail()).contains("'w' is limited", "wordcount");
        }
        assertThat(limited.post("/api/v1/plugins/counter/disable").status()).isEqualTo(403);
        assertThat(limited.post("/api/v1/extensions/TaskProcessor/execute", "{}")
                        .status())
                .isEqualTo(403);
        assertThat(runtime.plugins.operations).containsExactly("w disable wordcount");
    }

    @Test
    void aLimitedTokenFollowsAndCancelsItsOwnCallsOnly() throws Exception {
        Client wordcount = token("{\"name\":\"w\",\"role\":\"operator\",\"plugins\":[\"wordcount\"]}");
        Client counter = token("{\"name\":\"c\",\"role\":\"operator\",\"plugins\":[\"counter\"]}");
        Answer begun = wordcount.send(wordcount
                .request("POST", "/api/v1/plugins/wordcount/execute", BodyPublishers.ofString("{\"type\":\"WAIT\"}"))
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async"));
        String job = begun.header("Location");
        String address = "/api/v1/executions/" + begun.json().get("id").asText();

        assertThat(wordcount.get(job).status()).isEqualTo(200);
        assertThat(wordcount.get(address).status()).isEqualTo(200);
        assertThat(counter.get(job).status()).isEqualTo(404);
        assertThat(counter.post(job + "/cancel").status()).isEqualTo(404);
        assertThat(counter.get(address).status()).isEqualTo(404);
        assertThat(counter.delete(address).status()).isEqualTo(404);
        assertThat(counter.get("/api/v1/executions/e1").status()).isEqualTo(404);
        assertThat(wordcount.get("/api/v1/executions/e1").status()).isEqualTo(200);
        assertThat(wordcount.delete(address).status()).isEqualTo(204);
    }

    @Test
    void aPublisherUploadsAndNothingElse() throws Exception {
        Client publisher = token("{\"name\":\"p\",\"role\":\"publisher\"}");
        Path jar = Client.jar(folder, "thumbs 1.0.0");

        assertThat(upload(publisher, "/api/v1/plugins", "thumbs 1.0.0").status())
                .isEqualTo(201);
        assertThat(upload(publisher, "/api/v1/plugins/plan", "thumbs 1.0.0").status())
                .isEqualTo(200);
        assertThat(upload(publisher, "/api/v1/plugins/thumbs/update", "thumbs 1.1.0")
                        .status())
                .isEqualTo(200);
        for (String body : List.of(
                "{\"path\":\"" + jar + "\"}",
                "{\"url\":\"https://host/thumbs/1.0.0\"}",
                "{\"plugin_id\":\"wordcount\",\"config\":{\"greeting\":\"x\"}}")) {
            assertThat(publisher.post("/api/v1/plugins", body).status())
                    .as(body)
                    .isEqualTo(403);
            assertThat(publisher.post("/api/v1/plugins/wordcount/update", body).status())
                    .as(body)
                    .isEqualTo(403);
        }
        assertThat(publisher.post("/api/v1/plugins/wordcount/update").status()).isEqualTo(403);
        assertThat(publisher.delete("/api/v1/plugins/thumbs").status()).isEqualTo(403);
        assertThat(publisher
                        .post("/api/v1/plugins/plan", "{\"path\":\"" + jar + "\"}")
                        .status())
                .isEqualTo(403);
        assertThat(runtime.store.audited.get(runtime.store.audited.size() - 1))
                .satisfies(entry ->
                        assertThat(entry.action() + " " + entry.outcome()).isEqualTo("api.planInstall denied"));
        assertThat(runtime.plugins.operations).containsExactly("p install thumbs 1.0.0", "p install thumbs 1.1.0");
    }

    @Test
    void aLimitedPublisherUploadsItsOwnPluginsOnly() throws Exception {
        Client publisher = token("{\"name\":\"p\",\"role\":\"publisher\",\"plugins\":[\"thumbs\"]}");

        assertThat(upload(publisher, "/api/v1/plugins", "thumbs 1.0.0").status())
                .isEqualTo(201);
        Answer other = upload(publisher, "/api/v1/plugins", "wordcount 6.6.6");
        assertThat(other.status()).isEqualTo(403);
        assertThat(upload(publisher, "/api/v1/plugins/thumbs/update", "wordcount 6.6.6")
                        .status())
                .isEqualTo(403);
        assertThat(runtime.plugins.operations).containsExactly("p install thumbs 1.0.0");
    }

    private static Answer upload(Client client, String path, String jar) throws Exception {
        return client.send(client.request("POST", path, BodyPublishers.ofString(jar))
                .header("Content-Type", "application/java-archive"));
    }

    @Test
    void notesWhoChangedSomethingAndWhoWasNotLet() throws Exception {
        Client viewer = token("{\"name\":\"v\",\"role\":\"viewer\"}");
        runtime.store.audited.clear();

        admin.post("/api/v1/plugins/wordcount/disable");
        admin.post("/api/v1/plugins/nobody/disable");
        admin.get("/api/v1/plugins");
        admin.post("/api/v1/plugins/wordcount/execute", "{}");
        viewer.post("/api/v1/plugins/wordcount/enable");
        admin.withToken("").get("/api/v1/plugins");

        assertThat(runtime.store.audited)
                .extracting(
                        entry -> entry.actor() + " " + entry.action() + " " + entry.subject() + " " + entry.outcome())
                .containsExactly(
                        "admin api.disablePlugin wordcount ok",
                        "admin api.disablePlugin nobody failed",
                        "v api.enablePlugin wordcount denied",
                        "anonymous api.authenticate 127.0.0.1 denied");
        assertThat(runtime.store.audited.get(2).detail())
                .containsEntry("needs", "operator")
                .containsEntry("role", "viewer");
        assertThat(runtime.store.audited.toString()).doesNotContain("pgl_");
    }

    @Test
    void strangersDoNotFillTheAuditLog() throws Exception {
        for (int i = 0; i < 30; i++) admin.withToken("").get("/api/v1/plugins");

        assertThat(runtime.store.audited.size()).isBetween(0, 10);
        assertThat(admin.get("/api/v1/plugins").status()).isEqualTo(200);
    }

    @Test
    void aDatabaseThatIsGoneLetsTheFirstTokenInAndTellsOthersToComeAgain() throws Exception {
        Client viewer = token("{\"name\":\"v\",\"role\":\"viewer\"}");
        runtime.store.broken = true;

        Answer answer = viewer.get("/api/v1/plugins");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("jdbc");
        assertThat(viewer.get("/health/live").status()).isEqualTo(200);
        assertThat(admin.get("/api/v1/plugins").status()).isEqualTo(200);
    }
}
