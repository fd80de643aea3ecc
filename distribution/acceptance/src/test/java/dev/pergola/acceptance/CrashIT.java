package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed at any moment, the next start finds the old plugin whole or the new one whole (R30, R94). */
class CrashIT {
    @TempDir
    Path folder;

    @Test
    void killedInAnUpdateItIsMadeAtTheNextStartAsItsFileStillLiesThere() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        Path data = folder.resolve("data");
        Path order = folder.resolve("halt");
        ProbeJar.of("victim", "1.0.0").dropInto(plugins, "victim.jar");
        Instance dying = Instance.quick(
                data,
                plugins,
                "--set",
                "kernel.bundles=" + Bundles.crash(folder) + ",lib/bundles/*.jar",
                "-Dtest.halt=" + order);
        dying.probe("victim", "{\"count\":1}");
        Files.writeString(order, "update:committing:victim");
        ProbeJar.of("victim", "2.0.0").dropInto(plugins, "victim.jar");
        awaitPowerCut(dying);

        try (Instance after = Instance.quick(data, plugins)) {
            assertThat(after.probe("victim", "{}").at("/result/version").asText())
                    .isEqualTo("2.0.0");
            assertThat(after.probe("victim", "{\"count\":1}")
                            .at("/result/count")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void killedAfterAnUninstallationItsFileDoesNotBringItBack() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        Path data = folder.resolve("data");
        Path jar = ProbeJar.of("victim", "1.0.0").behaving("halt-in-deactivate").dropInto(plugins);
        // Held to permissions, no plugin could end the process.
        Instance dying = Instance.quick(data, plugins, "--insecure");
        dying.probe("victim", "{\"count\":1,\"keep\":\"note\"}");
        try {
            dying.request("DELETE", "/api/v1/plugins/victim", "");
        } catch (java.io.UncheckedIOException e) {
            assertThat(e).as("the connection went with the process").isNotNull();
        }
        awaitPowerCut(dying);

        try (Instance after = Instance.quick(data, plugins)) {
            assertThat(after.state("victim")).isEqualTo("ABSENT");
            assertThat(jar).doesNotExist();
            assertThat(plugins.resolve(jar.getFileName() + ".uninstalled")).exists();
            ProbeJar.of("victim", "1.0.0").dropInto(plugins);
            await().untilAsserted(() -> assertThat(after.state("victim")).isEqualTo("ACTIVE"));
            JsonNode found = after.probe("victim", "{\"look\":true}").path("result");
            assertThat(found.path("counted").asInt()).isZero();
            assertThat(found.path("kept").asText()).isEqualTo("[]");
        }
    }

    @Test
    void killedAfterTheCommitTheNewVersionIsThereAfterwards() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        Path data = folder.resolve("data");
        ProbeJar.of("victim", "1.0.0").behaving("halt-in-deactivate").dropInto(plugins, "victim.jar");
        Instance dying = Instance.quick(data, plugins, "--insecure");
        dying.probe("victim", "{\"count\":1}");
        ProbeJar.of("victim", "2.0.0").dropInto(plugins, "victim.jar");
        awaitPowerCut(dying);

        try (Instance after = Instance.quick(data, Files.createDirectories(folder.resolve("empty")))) {
            assertThat(after.probe("victim", "{}").at("/result/version").asText())
                    .isEqualTo("2.0.0");
            assertThat(after.probe("victim", "{\"count\":1}")
                            .at("/result/count")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void killedWhileCallsWriteNoAcknowledgedCountIsLost() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        Path data = folder.resolve("data");
        ProbeJar.of("victim", "1.0.0").dropInto(plugins);
        int acknowledged = 0;
        for (int round = 0; round < 3; round++) {
            try (Instance instance = Instance.quick(data, plugins)) {
                for (int call = 0; call < 20; call++) {
                    int count = instance.probe("victim", "{\"count\":1}")
                            .at("/result/count")
                            .asInt();
                    assertThat(count).isGreaterThan(acknowledged);
                    acknowledged = count;
                }
                instance.kill();
            }
        }
        try (Instance instance = Instance.quick(data, plugins)) {
            assertThat(instance.probe("victim", "{\"count\":1}")
                            .at("/result/count")
                            .asInt())
                    .isEqualTo(acknowledged + 1);
        }
    }

    @Test
    void aDiskThatIsFullWhileStagingRefusesTheJarAndHarmsNothingElse() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        ProbeJar.of("small", "1.0.0").dropInto(plugins);
        try (Instance instance = Instance.limited(folder.resolve("data"), plugins, 24)) {
            Files.write(
                    plugins.resolve("huge.jar"),
                    ProbeJar.of("huge", "1.0.0").padded(40_000_000).bytes());

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(instance.get("/api/v1/plugins/huge.jar/explain")
                                    .body())
                            .contains("File too large"));
            JsonNode answer = instance.probe("small", "{}");
            assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
            assertThat(instance.state("huge")).isEqualTo("ABSENT");
            try (var staging = Files.list(folder.resolve("data/staging"))) {
                assertThat(staging).isEmpty();
            }
        }
    }

    @Test
    void twoHundredPluginsDroppedAtOnceAllStart() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        try (Instance instance = Instance.quick(folder.resolve("data"), plugins)) {
            IntStream.range(0, 200)
                    .parallel()
                    .forEach(i -> ProbeJar.of("many-" + i, "1.0.0").dropInto(plugins));

            await().atMost(Duration.ofMinutes(4))
                    .untilAsserted(() -> assertThat(instance.json("/api/v1/plugins?status=active&limit=500"))
                            .hasSize(200));
            assertThat(instance.terminate()).isZero();
        }
        try (Instance again = Instance.quick(folder.resolve("data"), plugins)) {
            assertThat(again.json("/api/v1/plugins?status=active&limit=500")).hasSize(200);
        }
    }

    private static void awaitPowerCut(Instance dying) throws InterruptedException {
        assertThat(dying.process().waitFor(20, TimeUnit.SECONDS))
                .as(dying.output())
                .isTrue();
        assertThat(dying.process().exitValue()).isEqualTo(137);
    }
}
