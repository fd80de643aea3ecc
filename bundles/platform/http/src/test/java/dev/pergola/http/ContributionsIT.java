package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** What another bundle adds to the API; the bundle is made of {@code dev.pergola.http.contribution}. */
class ContributionsIT {
    private static HttpRuntime runtime;
    private static Client admin;
    private static Bundle bundle;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        admin = Client.of(runtime.kernel);
        bundle = runtime.kernel
                .context()
                .installBundle(ContributingBundle.write(folder).toUri().toString());
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void contribution() throws Exception {
        bundle.start();
        runtime.plugins.clear();
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        runtime.store.audited.clear();
    }

    private static Answer call(Client client, String operation, String more) throws Exception {
        return client.post("/api/v1/contributed", "{\"operation\":\"" + operation + "\"" + more + "}");
    }

    @Test
    void isServedAndDescribedWhileItIsThere() throws Exception {
        assertThat(admin.get("/api/v1/contributed/text").body()).isEqualTo("text for ");
        assertThat(admin.get("/api/v1/contributed/text").header("Content-Type")).startsWith("text/plain");
        assertThat(admin.get("/api/v1/openapi.json").json().get("paths").has("/api/v1/contributed"))
                .isTrue();
        assertThat(admin.withToken("").get("/api/v1/contributed/text").status()).isEqualTo(401);
        assertThat(admin.post("/api/v1/contributed", "[]").status()).isEqualTo(400);

        bundle.stop();

        assertThat(admin.get("/api/v1/contributed/text").problem()).isEqualTo("no-such-route");
        assertThat(admin.get("/api/v1/openapi.json").json().get("paths").has("/api/v1/contributed"))
                .isFalse();
        assertThat(admin.get("/api/v1/plugins").status()).isEqualTo(200);
    }

    @Test
    void oneThatWouldStandInForARouteIsRefused() throws Exception {
        assertThat(admin.get("/api/v1/plugins").json()).hasSize(1);
        assertThat(admin.get("/api/v1/harmless").status()).isEqualTo(404);
        assertThat(admin.get("/outside").status()).isEqualTo(404);
    }

    @Test
    void usesOperationsInTheNameOfTheCaller() throws Exception {
        Answer listed = call(admin, "listPlugins", ",\"parameters\":{\"status\":\"active\",\"limit\":\"5\"}");
        assertThat(listed.json().at("/status").asInt()).isEqualTo(200);
        assertThat(listed.json().at("/body/0/permissions_enforced").asBoolean(true))
                .isFalse();
        assertThat(listed.json().at("/headers/X-Total-Count").asText()).isEqualTo("1");

        Answer executed =
                call(admin, "executePlugin", ",\"parameters\":{\"id\":\"wordcount\"},\"body\":{\"input\":{\"a\":1}}");
        assertThat(executed.json().at("/body/result/echo/a").asInt()).isEqualTo(1);
        assertThat(runtime.calls.requests.get(runtime.calls.requests.size() - 1).caller())
                .isEqualTo("admin");

        Answer disabled = call(admin, "disablePlugin", ",\"parameters\":{\"id\":\"wordcount\"}");
        assertThat(disabled.json().at("/body/plugin/state").asText()).isEqualTo("LOADED");
        assertThat(runtime.store.audited)
                .extracting(entry -> entry.actor() + " " + entry.action())
                .containsExactly("admin api.disablePlugin");

        Answer removed = call(admin, "uninstallPlugin", ",\"parameters\":{\"id\":\"wordcount\"}");
        assertThat(removed.json().at("/status").asInt()).isEqualTo(204);
    }

    @Test
    void operationsRefuseWhatTheyRefuseOverRest() throws Exception {
        String viewer = admin.post("/api/v1/tokens", "{\"name\":\"v\",\"role\":\"viewer\",\"plugins\":[\"wordcount\"]}")
                .json()
                .get("secret")
                .asText();
        runtime.store.audited.clear();
        Client limited = admin.withToken(viewer);

        Answer denied = call(limited, "disablePlugin", ",\"parameters\":{\"id\":\"wordcount\"}");
        assertThat(denied.status()).isEqualTo(200);
        assertThat(denied.json().at("/status").asInt()).isEqualTo(403);
        assertThat(denied.json().at("/body/required_role").asText()).isEqualTo("operator");
        assertThat(runtime.store.audited)
                .singleElement()
                .satisfies(entry -> assertThat(entry.outcome()).isEqualTo("denied"));
        assertThat(call(limited, "getPlugin", ",\"parameters\":{\"id\":\"counter\"}")
                        .json()
                        .at("/status")
                        .asInt())
                .isEqualTo(403);
        assertThat(call(admin, "getPlugin", ",\"parameters\":{\"id\":\"nobody\"}")
                        .json()
                        .at("/body/type")
                        .asText())
                .endsWith("plugin-not-found");
        assertThat(call(admin, "listPlugins", ",\"parameters\":{\"status\":\"odd\"}")
                        .json()
                        .at("/status")
                        .asInt())
                .isEqualTo(400);
        assertThat(call(admin, "executePlugin", ",\"parameters\":{\"id\":\"wordcount\"},\"body\":{\"nput\":{}}")
                        .json()
                        .at("/body/detail")
                        .asText())
                .contains("'nput' is not known");
        assertThat(runtime.plugins.operations).isEmpty();
    }

    @Test
    void aMistakeOfTheBundleIsAnIncident() throws Exception {
        Answer answer = call(admin, "noSuchOperation", "");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.detail()).contains("incident").doesNotContain("noSuchOperation");
        assertThat(call(admin, "executeGraphQl", "").status()).isEqualTo(500);
    }
}
