package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When the plugin directories are looked at (R87, R88). */
class HotReloadIT {
    @TempDir
    Path folder;

    private Path plugins;

    @BeforeEach
    void directory() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
    }

    /** Where the operating system tells of changes, no interval bounds how soon a jar is taken. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void changesAreNoticedWithoutAPoll() throws IOException {
        try (Instance pergola = Instance.quick(folder.resolve("data"), plugins, "--set", "plugins.watch-interval=1h")) {
            Path file = ProbeJar.of("noticed", "1.0.0").dropInto(plugins, "noticed.jar");
            awaitVersion(pergola, "1.0.0");

            ProbeJar.of("noticed", "1.1.0").dropInto(plugins, "noticed.jar");
            awaitVersion(pergola, "1.1.0");

            Files.delete(file);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(pergola.state("noticed")).isEqualTo("ABSENT"));
        }
    }

    @Test
    void withoutHotReloadADroppedJarWaitsForTheNextStart() {
        String[] off = {"--set", "plugins.hot-reload=false", "--set", "plugins.watch-interval=50ms"};
        try (Instance pergola = Instance.quick(folder.resolve("data"), plugins, off)) {
            ProbeJar.of("noticed", "1.0.0").dropInto(plugins, "noticed.jar");

            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> pergola.state("noticed").equals("ABSENT"));
            assertThat(pergola.terminate()).isZero();
        }
        try (Instance pergola = Instance.quick(folder.resolve("data"), plugins, off)) {
            assertThat(version(pergola)).isEqualTo("1.0.0");
            ProbeJar.of("noticed", "1.1.0").dropInto(plugins, "noticed.jar");

            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> version(pergola).equals("1.0.0"));
        }
    }

    private static void awaitVersion(Instance pergola, String version) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(version(pergola)).isEqualTo(version));
    }

    private static String version(Instance pergola) {
        return pergola.probe("noticed", "{}").at("/result/version").asText();
    }
}
