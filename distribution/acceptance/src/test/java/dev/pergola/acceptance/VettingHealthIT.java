package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the checks of jars from seeing all that they should is told where people look (R138, R319). */
class VettingHealthIT {
    private static final String OLD = """
            {"id": "GHSA-aaaa-bbbb-cccc", "modified": "2020-01-01T00:00:00Z", "summary": "Old",
             "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
             "affected": [{"package": {"ecosystem": "Maven", "name": "org.example:nothing"},
                           "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]}
            """;

    @TempDir
    Path folder;

    @Test
    void oldAdvisoriesAreToldOfInExplainAndHealth() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        ProbeJar.of("probed", "1.0.0").dropInto(plugins);
        try (Instance pergola = Instance.ready(folder.resolve("data"), plugins)) {
            assertThat(vetting(pergola).path("status").asText()).isEqualTo("up");
            assertThat(pergola.pergola("shell", "plugin:explain probed").out()).doesNotContain("advisory-data-stale");
            Path file = Files.writeString(folder.resolve("old.json"), OLD);

            Instance.Ran imported = pergola.pergola("shell", "advisory:import " + file);

            assertThat(imported.exitCode()).as(imported.err()).isZero();
            assertThat(pergola.pergola("shell", "plugin:explain probed").out())
                    .contains("advisory-data-stale", "days old", "Import current advisories");
            assertThat(pergola.json("/api/v1/plugins/probed/explain").toString())
                    .contains("advisory-data-stale");
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                assertThat(vetting(pergola).path("status").asText()).isEqualTo("degraded");
                assertThat(vetting(pergola).path("message").asText()).contains("days old");
            });
        }
    }

    private static JsonNode vetting(Instance pergola) {
        return pergola.json("/health/ready").at("/checks/vetting");
    }
}
