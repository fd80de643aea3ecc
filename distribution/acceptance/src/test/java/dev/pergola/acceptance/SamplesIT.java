package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugins that come along work as they are, held to what a fresh site grants (R127, R348). */
class SamplesIT {
    @TempDir
    Path folder;

    @Test
    void allOfThemRunAndNothingIsAmissWithAny() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        List<Path> samples = new ArrayList<>();
        try (DirectoryStream<Path> jars =
                Files.newDirectoryStream(Instance.home().resolve("samples"), "*.jar")) {
            jars.forEach(samples::add);
        }
        for (Path sample : samples) Files.copy(sample, plugins.resolve(sample.getFileName()));

        try (Instance pergola = Instance.ready(folder.resolve("data"), plugins)) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode all = pergola.json("/api/v1/plugins");
                assertThat(all).hasSameSizeAs(samples);
                assertThat(all).allSatisfy(plugin -> {
                    assertThat(plugin.path("state").asText())
                            .as(plugin.toString())
                            .isEqualTo("ACTIVE");
                    assertThat(plugin.path("problems")).as(plugin.toString()).isEmpty();
                });
            });
            JsonNode converted = Instance.parse(pergola.request(
                            "POST",
                            "/api/v1/plugins/units/execute",
                            "{\"input\":{\"amount\":1,\"from\":\"kg\",\"to\":\"g\"}}")
                    .body());
            assertThat(converted.path("status").asText())
                    .as(converted.toString())
                    .isEqualTo("success");
        }
    }
}
