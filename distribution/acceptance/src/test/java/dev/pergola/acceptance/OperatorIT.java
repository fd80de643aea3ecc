package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator decides about plugins is kept to: limits, what is to stay, what takes over when (R30, R91, R94). */
class OperatorIT {
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
                "limits.storage-mb=1",
                "--set",
                "lifecycle.max-jar-mb=1",
                "--set",
                "lifecycle.start-timeout=3s");
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    @Test
    void whatAPluginKeepsIsBackAfterAnUninstallationThatKeepsIt() {
        dropped("kept", "1.0.0");
        pergola.probe("kept", "{\"count\":1,\"keep\":\"note\"}");

        uninstall("kept", "?keep_state=true");
        dropped("kept", "1.0.0");

        assertThat(look("kept")).isEqualTo("counted 1, kept [note]");
    }

    @Test
    void whatAPluginKeepsIsGoneAfterAnyOtherUninstallation() {
        dropped("forgotten", "1.0.0");
        pergola.probe("forgotten", "{\"count\":1,\"keep\":\"note\"}");

        uninstall("forgotten", "");
        assertThat(folder.resolve("data/plugin-data/forgotten")).doesNotExist();
        dropped("forgotten", "1.0.0");

        assertThat(look("forgotten")).isEqualTo("counted 0, kept []");
    }

    private static void uninstall(String id, String query) {
        assertThat(pergola.request("DELETE", "/api/v1/plugins/" + id + query, "")
                        .statusCode())
                .isIn(200, 204);
        assertThat(pergola.state(id)).isEqualTo("ABSENT");
        assertThat(plugins.resolve(id + "-1.0.0.jar")).doesNotExist();
        assertThat(plugins.resolve(id + "-1.0.0.jar.uninstalled")).exists();
    }

    @Test
    void theOldBackgroundServiceStopsBeforeTheNewOneStarts() throws IOException {
        ProbeJar.of("worker", "1.0.0").behaving("log-service").dropInto(plugins, "worker.jar");
        awaitVersion("worker", "1.0.0");
        ProbeJar.of("worker", "2.0.0").behaving("log-service").dropInto(plugins, "worker.jar");
        awaitVersion("worker", "2.0.0");

        assertThat(serviceLog("worker")).containsExactly("start 1.0.0", "stop 1.0.0", "start 2.0.0");
    }

    @Test
    void whereTheNewBackgroundServiceDoesNotStartTheOldOneGoesOn() throws IOException {
        ProbeJar.of("steady", "1.0.0").behaving("log-service").dropInto(plugins, "steady.jar");
        awaitVersion("steady", "1.0.0");
        ProbeJar.of("steady", "2.0.0").behaving("fail-service").dropInto(plugins, "steady.jar");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(explain("steady")).contains("rolled back"));
        assertThat(pergola.version("steady")).isEqualTo("1.0.0");
        assertThat(serviceLog("steady"))
                .startsWith("start 1.0.0", "stop 1.0.0", "start 2.0.0")
                .endsWith("start 1.0.0");
    }

    private static List<String> serviceLog(String id) throws IOException {
        return Files.readAllLines(folder.resolve("data/plugin-data/" + id + "/service.log"));
    }

    @Test
    void aPluginMayKeepAsMuchStateAsTheOperatorAllows() {
        dropped("greedy", "1.0.0");
        assertThat(pergola.probe("greedy", "{\"fill\":900}").path("status").asText())
                .isEqualTo("success");
        pergola.probe("greedy", "{\"count\":1}");

        JsonNode answer = pergola.probe("greedy", "{\"fill\":1100}");

        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("resource_limit_exceeded");
        assertThat(look("greedy")).isEqualTo("counted 1, kept []");
        assertThat(pergola.probe("greedy", "{\"fill\":1}").path("status").asText())
                .isEqualTo("success");
    }

    @Test
    void aJarThatIsLargerThanTheOperatorAllowsIsRefused() {
        ProbeJar.of("fat", "1.0.0").padded(1_200_000).dropInto(plugins, "fat.jar");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(explain("fat.jar"))
                        .contains("larger than 1 MiB")
                        .contains("lifecycle.max-jar-mb"));
        assertThat(pergola.state("fat")).isEqualTo("ABSENT");
        ProbeJar.of("fat", "1.0.0").dropInto(plugins, "fat.jar");
        awaitVersion("fat", "1.0.0");
    }

    private static void dropped(String id, String version) {
        ProbeJar.of(id, version).dropInto(plugins);
        awaitVersion(id, version);
    }

    private static void awaitVersion(String id, String version) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                pergola.probe(id, "{}").at("/result/version").asText())
                        .isEqualTo(version));
    }

    private static String look(String id) {
        JsonNode result = pergola.probe(id, "{\"look\":true}").path("result");
        return "counted " + result.path("counted").asText() + ", kept "
                + result.path("kept").asText();
    }

    private static String explain(String subject) {
        return pergola.get("/api/v1/plugins/" + subject + "/explain").body();
    }
}
