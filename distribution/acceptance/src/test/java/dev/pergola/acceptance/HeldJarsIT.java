package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar that a check holds waits for a person, over restarts too, and harms nobody meanwhile (R31, R126). */
class HeldJarsIT {
    @TempDir
    Path folder;

    private Path plugins;
    private Path approved;
    private Path vetter;
    private Instance pergola;

    @BeforeEach
    void start() throws Exception {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        approved = Files.createFile(folder.resolve("approved.txt"));
        vetter = Bundles.build("dev.pergola.acceptance.held", folder.resolve("approvals.jar"));
        boot();
    }

    private void boot() {
        pergola = Instance.quick(
                folder.resolve("data"),
                plugins,
                "-Dtest.approved=" + approved,
                "--set",
                "kernel.bundles=" + vetter + ",lib/bundles/*.jar");
    }

    private void restart() {
        pergola.terminate();
        boot();
    }

    @AfterEach
    void stop() {
        pergola.close();
    }

    @Test
    void aNewPluginIsListedAndNotLoadedUntilSomebodyDecides() throws IOException {
        ProbeJar.of("newcomer", "1.0.0").dropInto(plugins);
        awaitHeld("newcomer", "nobody has approved newcomer 1.0.0");
        JsonNode listed = pergola.json("/api/v1/plugins/newcomer");
        assertThat(listed.path("state").asText()).isEqualTo("LOADED");
        assertThat(listed.path("enabled").asBoolean()).isTrue();
        assertThat(listed.path("bundle_id").asLong()).isEqualTo(-1);

        assertThat(operation("newcomer", "enable")).isEqualTo(422);
        assertThat(pergola.pergola("shell", "plugin:reconsider newcomer").out()).contains("nobody has approved");
        restart();
        assertThat(problems("newcomer")).contains("nobody has approved newcomer 1.0.0");
        assertThat(pergola.state("newcomer")).isEqualTo("LOADED");
        approve("newcomer 1.0.0");
        assertThat(operation("newcomer", "reconsider")).isEqualTo(200);

        assertThat(pergola.state("newcomer")).isEqualTo("ACTIVE");
        assertThat(problems("newcomer")).isEqualTo("[]");
        restart();
        assertThat(pergola.state("newcomer")).isEqualTo("ACTIVE");
    }

    @Test
    void anUpdateThatIsHeldWaitsBesideTheOldVersionAndComesWithTheNextStart() throws IOException {
        approve("updated 1.0.0");
        ProbeJar.of("updated", "1.0.0").dropInto(plugins);
        awaitVersion("updated", "1.0.0");
        ProbeJar.of("updated", "1.1.0").dropInto(plugins);
        awaitHeld("updated", "1.1.0 is held: nobody has approved updated 1.1.0");
        assertThat(served("updated")).isEqualTo("1.0.0");
        assertThat(pergola.pergola("shell", "plugin:explain updated").out()).contains("1.1.0 is held");

        Files.writeString(folder.resolve("asked.txt"), "");
        restart();
        assertThat(served("updated")).isEqualTo("1.0.0");
        assertThat(problems("updated")).contains("1.1.0 is held");
        assertThat(asked()).as("once, at the start").containsExactly("updated 1.1.0");
        approve("updated 1.1.0");
        restart();

        assertThat(served("updated")).isEqualTo("1.1.0");
        assertThat(problems("updated")).isEqualTo("[]");
    }

    @Test
    void whatIsHeldGoesWithItsFileOrWithALaterJar() throws IOException {
        approve("fickle 1.0.0");
        ProbeJar.of("fickle", "1.0.0").dropInto(plugins);
        awaitVersion("fickle", "1.0.0");
        Path held = ProbeJar.of("fickle", "1.1.0").dropInto(plugins);
        awaitHeld("fickle", "1.1.0 is held");
        Files.delete(held);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(problems("fickle")).isEqualTo("[]"));
        assertThat(served("fickle")).isEqualTo("1.0.0");

        ProbeJar.of("fickle", "1.2.0").dropInto(plugins);
        awaitHeld("fickle", "1.2.0 is held");
        ProbeJar.of("fickle", "1.3.0").dropInto(plugins);
        awaitHeld("fickle", "1.3.0 is held");
        assertThat(problems("fickle")).doesNotContain("1.2.0");
        approve("fickle 1.4.0");
        ProbeJar.of("fickle", "1.4.0").dropInto(plugins);
        awaitVersion("fickle", "1.4.0");

        assertThat(problems("fickle")).isEqualTo("[]");
    }

    @Test
    void uninstallingForgetsWhatIsHeldAndItsFile() throws IOException {
        approve("parting 1.0.0");
        ProbeJar.of("parting", "1.0.0").dropInto(plugins);
        awaitVersion("parting", "1.0.0");
        Path held = ProbeJar.of("parting", "1.1.0").dropInto(plugins);
        awaitHeld("parting", "1.1.0 is held");

        assertThat(pergola.request("DELETE", "/api/v1/plugins/parting", "").statusCode())
                .isEqualTo(204);
        restart();

        assertThat(held).doesNotExist();
        assertThat(pergola.state("parting")).isEqualTo("ABSENT");
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("asked.txt"));
    }

    private void approve(String plugin) throws IOException {
        Files.writeString(approved, plugin + "\n", StandardOpenOption.APPEND);
    }

    private int operation(String id, String name) {
        return pergola.request("POST", "/api/v1/plugins/" + id + "/" + name, "").statusCode();
    }

    private String problems(String id) {
        return pergola.json("/api/v1/plugins/" + id).path("problems").toString();
    }

    private String served(String id) {
        return pergola.probe(id, "{}").at("/result/version").asText();
    }

    private void awaitVersion(String id, String version) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(served(id)).isEqualTo(version));
    }

    private void awaitHeld(String id, String message) {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(problems(id)).contains("held-approval", message));
    }
}
