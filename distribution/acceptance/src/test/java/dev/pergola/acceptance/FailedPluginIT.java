package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a plugin that did not start: it can be configured (R68, R193), and is tried again (R29), on the real archive. */
class FailedPluginIT {
    @TempDir
    static Path folder;

    private static Path plugins;
    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        pergola = Instance.ready(
                folder.resolve("data"),
                plugins,
                "--set",
                "lifecycle.retry-first=1s",
                "--set",
                "lifecycle.retry-most=3");
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    @Test
    void aPluginThatFailsForWantOfAKeyIsConfiguredThroughTheApiAndStarts() {
        ProbeJar.of("keyless", "1.0.0").behaving("need-key").dropInto(plugins);
        awaitState("keyless", "FAILED");
        JsonNode before = pergola.json("/api/v1/plugins/keyless/configuration");
        assertThat(before.at("/schema/properties/key/writeOnly").asBoolean()).isTrue();
        assertThat(before.at("/schema/properties/tries/maximum").asInt()).isEqualTo(9);
        assertThat(before.at("/schema/required/0").asText()).isEqualTo("key");
        assertThat(before.at("/values/tries").asInt()).isEqualTo(3);

        assertThat(configure("keyless", "{\"tries\":10}").body())
                .contains("'key' is required")
                .contains("'tries' cannot be '10'");
        assertThat(pergola.state("keyless")).isNotEqualTo("ACTIVE");
        HttpResponse<String> answer = configure("keyless", "{\"key\":\"hunter2\",\"tries\":4}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Instance.parse(answer.body()).at("/tried/outcome").asText()).isEqualTo("DONE");
        assertThat(answer.body()).doesNotContain("hunter2");
        assertThat(pergola.state("keyless")).isEqualTo("ACTIVE");
    }

    @Test
    void theSameGoesThroughTheShell() {
        ProbeJar.of("shelled", "1.0.0").behaving("need-key").dropInto(plugins);
        awaitState("shelled", "FAILED");

        Instance.Ran wrong = pergola.pergola("shell", "plugin:config shelled set tries=many");
        assertThat(wrong.exitCode()).isNotZero();
        Instance.Ran right = pergola.pergola("shell", "plugin:config shelled set key=hunter2");

        assertThat(right.exitCode()).as(right.err()).isZero();
        assertThat(right.out()).contains("started again", "active").doesNotContain("hunter2");
        assertThat(pergola.state("shelled")).isEqualTo("ACTIVE");
    }

    @Test
    void whatASetConfigurationHoldsIsNotShownWhileThePluginIsStopped() {
        ProbeJar.of("stopped", "1.0.0").behaving("need-key").dropInto(plugins);
        awaitState("stopped", "FAILED");
        configure("stopped", "{\"key\":\"hunter2\",\"tries\":4}");
        pergola.request("POST", "/api/v1/plugins/stopped/disable", "");

        JsonNode shown = pergola.json("/api/v1/plugins/stopped/configuration");

        assertThat(shown.at("/values/tries").asInt()).isEqualTo(4);
        assertThat(shown.toString()).doesNotContain("hunter2");
    }

    @Test
    void aJarIsNotInstalledWithAConfigurationThatDoesNotFitIt() throws IOException {
        Path jar = Files.write(
                folder.resolve("given.jar"),
                ProbeJar.of("given", "1.0.0").behaving("need-key").bytes());

        HttpResponse<String> refused = install(jar, "{\"tries\":0,\"colour\":\"blue\"}");
        assertThat(refused.statusCode()).as(refused.body()).isBetween(400, 499);
        assertThat(refused.body()).contains("wrong-value", "unknown-key", "missing-key");
        assertThat(pergola.state("given")).isEqualTo("ABSENT");
        HttpResponse<String> taken = install(jar, "{\"tries\":\"2\",\"key\":\"hunter2\"}");

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(pergola.json("/api/v1/plugins/given/configuration")
                        .at("/values/tries")
                        .isInt())
                .isTrue();
    }

    /** R29. */
    @Test
    void aPluginThatFailsTwiceIsTriedAgainByItselfUntilItStarts() {
        ProbeJar.of("flaky", "1.0.0").behaving("fail-first-2").dropInto(plugins);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(explain("flaky")).contains("\"retry\"", "tried again by itself at"));

        awaitState("flaky", "ACTIVE");

        JsonNode explained = Instance.parse(explain("flaky"));
        assertThat(explained.path("problems")).isEmpty();
        assertThat(explained.path("deployments").findValuesAsText("operation"))
                .containsExactly("retry", "retry", "install");
    }

    @Test
    void aPluginThatGoesOnFailingIsNotTriedForEver() {
        ProbeJar.of("hopeless", "1.0.0").behaving("throw-in-activate").dropInto(plugins);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(explain("hopeless"))
                        .contains("no-retry", "tried again 3 times", "not tried again by itself"));
        assertThat(pergola.state("hopeless")).isEqualTo("FAILED");
    }

    private static String explain(String id) {
        return pergola.get("/api/v1/plugins/" + id + "/explain").body();
    }

    private static HttpResponse<String> install(Path jar, String config) {
        return pergola.request("POST", "/api/v1/plugins", "{\"path\":\"" + jar + "\",\"config\":" + config + "}");
    }

    private static HttpResponse<String> configure(String id, String config) {
        return pergola.request("PUT", "/api/v1/plugins/" + id + "/configuration", config);
    }

    private static void awaitState(String id, String state) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(pergola.state(id)).isEqualTo(state));
    }
}
