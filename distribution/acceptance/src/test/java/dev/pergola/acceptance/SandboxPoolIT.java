package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There are no more sandboxes than there may be, and none for longer than it is of use (R100, R104). */
class SandboxPoolIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> ALL = List.of("one", "two", "three");

    @TempDir
    static Path folder;

    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        pergola = Instance.quick(
                folder.resolve("data"),
                plugins,
                "--set",
                "sandbox.plugins=*",
                "--set",
                "sandbox.processes=2",
                "--set",
                "sandbox.calls=4",
                "--set",
                "sandbox.idle-timeout=4s",
                "--set",
                "limits.execution-timeout=50s");
        for (String id : ALL) ProbeJar.of(id, "1.0.0").dropInto(plugins);
        for (String id : ALL)
            await().atMost(PATIENCE).until(() -> pergola.state(id).equals("ACTIVE"));
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    private static String where(String plugin) {
        JsonNode answer = pergola.probe(plugin, "{\"do\":\"where\"}");
        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("success");
        return answer.at("/result/did").asText();
    }

    private static List<String> running() {
        JsonNode sandboxes = pergola.json("/api/v1/sandboxes");
        return Stream.iterate(0, i -> i < sandboxes.size(), i -> i + 1)
                .map(sandboxes::get)
                .filter(sandbox -> sandbox.path("running").asInt() > 0)
                .map(sandbox -> sandbox.path("plugin_id").asText())
                .toList();
    }

    @Test
    void anotherTakesThePlaceOfOneThatHasHadItsCalls() {
        Map<String, Integer> calls = new TreeMap<>();
        for (int i = 0; i < 10; i++) calls.merge(where("one"), 1, Integer::sum);

        assertThat(calls.values()).hasSizeGreaterThan(2).allMatch(number -> number <= 4);
    }

    @Test
    void oneThatHasNothingToDoGoes() {
        where("one");

        await().atMost(PATIENCE).until(() -> pergola.json("/api/v1/sandboxes").isEmpty());
    }

    @Test
    void aThirdTakesThePlaceOfOneThatIsIdle() {
        for (String id : ALL) where(id);

        assertThat(pergola.json("/api/v1/sandboxes").size()).isLessThanOrEqualTo(2);
        assertThat(where("one")).isNotEmpty();
    }

    @Test
    void whereAllAreBusyAThirdWaits() {
        CompletableFuture<JsonNode> one = sleeps("one", 6_000);
        CompletableFuture<JsonNode> two = sleeps("two", 20_000);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(running()).containsExactlyInAnyOrder("one", "two"));

        assertThat(where("three")).isNotEmpty();

        assertThat(one.join().path("status").asText()).isEqualTo("success");
        pergola.request("DELETE", "/api/v1/plugins/two/sandbox", "");
        assertThat(two.join().path("status").asText()).isEqualTo("failed");
    }

    /** No host has a terabyte to spare, so that this one is always short of memory. */
    @ParameterizedTest
    @ValueSource(strings = {"sandbox.spare-memory-mb=1048576", "sandbox.idle-processes=0"})
    void whereTheHostIsShortOfMemoryOrNoneMayBeIdleTheIdleOnesGiveWayAndTheBusyOnesStay(String setting)
            throws IOException {
        Path place = Files.createTempDirectory(folder, "idle");
        Path own = Files.createDirectories(place.resolve("plugins"));
        ProbeJar.of("idle", "1.0.0").dropInto(own);
        ProbeJar.of("busy", "1.0.0").dropInto(own);
        try (Instance small =
                Instance.quick(place.resolve("data"), own, "--set", "sandbox.plugins=*", "--set", setting)) {
            for (String id : List.of("idle", "busy"))
                await().atMost(PATIENCE).until(() -> small.state(id).equals("ACTIVE"));
            CompletableFuture<JsonNode> busy =
                    CompletableFuture.supplyAsync(() -> small.probe("busy", "{\"sleepMillis\":9000}"));
            assertThat(small.probe("idle", "{}").path("status").asText()).isEqualTo("success");

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(small.json("/api/v1/sandboxes").findValuesAsText("plugin_id"))
                                    .doesNotContain("idle"));

            assertThat(busy.join().path("status").asText()).isEqualTo("success");
            assertThat(small.probe("idle", "{}").path("status").asText())
                    .as("another is started when there is something to do")
                    .isEqualTo("success");
            assertThat(place.resolve("data/log/pergola.log")).content().contains(setting.split("=", -1)[0]);
        }
    }

    private static CompletableFuture<JsonNode> sleeps(String plugin, int millis) {
        return CompletableFuture.supplyAsync(() -> pergola.probe(plugin, "{\"sleepMillis\":" + millis + "}"));
    }
}
