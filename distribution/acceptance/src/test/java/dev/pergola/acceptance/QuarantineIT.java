package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was taken out of service stays out, whatever happens to the process, until a person says otherwise (R135). */
class QuarantineIT {
    @TempDir
    Path folder;

    private Path plugins;
    private Path notes;

    @BeforeEach
    void folders() throws Exception {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        notes = Files.createDirectories(folder.resolve("notes"));
    }

    private Instance ready() {
        return Instance.ready(
                folder.resolve("data"),
                plugins,
                "--set",
                "security.enforcement=true",
                "--set",
                "permissions.quarantine-after=2");
    }

    @Test
    void aQuarantineSurvivesAKillAndARestartAndEndsWhenThePluginIsEnabled() {
        try (Instance pergola = ready()) {
            ProbeJar.of("prober", "1.0.0").dropInto(plugins);
            awaitState(pergola, "ACTIVE");
            assertThat(tryIt(pergola)).isEqualTo("security_violation");
            assertThat(tryIt(pergola)).isEqualTo("security_violation");
            awaitState(pergola, "QUARANTINED");
            pergola.kill();
        }
        try (Instance pergola = ready()) {
            assertThat(pergola.state("prober")).isEqualTo("QUARANTINED");
            assertThat(pergola.json("/api/v1/plugins/prober").path("problems").toString())
                    .contains("permission-violations", "tried 2 times");
            assertThat(tryIt(pergola)).isEqualTo("rejected");
            assertThat(pergola.pergola("shell", "plugin:explain prober").out()).contains("is quarantined");
            pergola.terminate();
        }
        try (Instance pergola = ready()) {
            assertThat(pergola.state("prober")).isEqualTo("QUARANTINED");
            assertThat(pergola.request("POST", "/api/v1/plugins/prober/enable", "")
                            .statusCode())
                    .isEqualTo(200);
            awaitState(pergola, "ACTIVE");
            pergola.kill();
        }
        try (Instance pergola = ready()) {
            assertThat(pergola.state("prober")).isEqualTo("ACTIVE");
            assertThat(tryIt(pergola)).isEqualTo("security_violation");
        }
        assertThat(notes.resolve("x.txt")).doesNotExist();
    }

    private String tryIt(Instance pergola) {
        return pergola.probe("prober", "{\"keep\":\"" + notes.resolve("x.txt") + "\"}")
                .path("status")
                .asText();
    }

    private static void awaitState(Instance pergola, String state) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pergola.state("prober")).isEqualTo(state));
    }
}
