package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever goes wrong in a sandbox, or is done to it, every call gets its answer and the next one succeeds (R101, R104,
 * R109, R292). Without permissions, so that what holds is not Java's word.
 */
class SandboxFaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Path plugins;
    private static Path temporary;
    private static Instance pergola;

    @BeforeAll
    static void start() throws Exception {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        temporary = Files.createDirectories(folder.resolve("tmp"));
        pergola = Instance.quick(
                folder.resolve("data"),
                plugins,
                "-Djava.io.tmpdir=" + temporary,
                "--insecure",
                "--set",
                "kernel.bundles-exclude=dev.pergola.vetting*",
                "--set",
                "sandbox.plugins=*",
                "--set",
                "limits.execution-timeout=40s");
        HostileSet.dropInto(plugins);
        ProbeJar.of("beside", "1.0.0").dropInto(plugins, "beside.jar");
        await().atMost(PATIENCE)
                .until(() -> pergola.state(HostileSet.ID).equals("ACTIVE")
                        && pergola.state("beside").equals("ACTIVE"));
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    private static String status(JsonNode answer) {
        return answer.path("status").asText();
    }

    private static JsonNode harm(String deed, String request) {
        return HostileSet.harm(pergola, deed, "", request);
    }

    private static JsonNode sandbox(String plugin) {
        for (JsonNode sandbox : pergola.json("/api/v1/sandboxes"))
            if (sandbox.path("plugin_id").asText().equals(plugin)
                    && sandbox.path("state").asText().equalsIgnoreCase("ready")) return sandbox;
        return Instance.parse("{}");
    }

    private static long process(String plugin) {
        return sandbox(plugin).path("pid").asLong();
    }

    private static void awaitRunning(String plugin, int calls) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(sandbox(plugin).path("running").asInt()).isEqualTo(calls));
    }

    @Test
    void aDeadlockEndsInTimeAndItsSandboxIsReplaced() {
        endsInTimeAndItsSandboxIsReplaced("deadlock");
    }

    @Test
    void anEndlessLoopEndsInTimeAndItsSandboxIsReplaced() {
        endsInTimeAndItsSandboxIsReplaced("endless-loop");
    }

    private static void endsInTimeAndItsSandboxIsReplaced(String deed) {
        assertThat(status(harm("nothing", ""))).isEqualTo("success");
        long before = process(HostileSet.ID);

        assertThat(status(harm(deed, ",\"timeout_ms\":1500"))).isEqualTo("timeout");

        // Until it is ended, a moment later, it takes calls that fail with it.
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(status(harm("nothing", ""))).isEqualTo("success");
            assertThat(process(HostileSet.ID)).isNotZero().isNotEqualTo(before);
        });
    }

    @Test
    void aForkBombStartsNothing() {
        assumeThat(pergola.json("/api/v1/sandboxes/isolation").path("tier").asText())
                .as("nothing contains a process on this host")
                .isNotEqualTo("C");

        JsonNode answer = harm("fork-bomb", "");

        assertThat(answer.at("/result/came").asText()).as("%s", answer).isEqualTo("0 started");
        assertThat(status(harm("nothing", ""))).isEqualTo("success");
    }

    @Test
    void whereTheProcessIsKilledEachOfManyCallsGetsAnAnswer() {
        assertThat(status(pergola.probe("beside", "{}"))).isEqualTo("success");
        List<CompletableFuture<JsonNode>> calls = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> pergola.probe("beside", "{\"sleepMillis\":" + (i < 5 ? 30_000 : 0) + "}")))
                .toList();
        awaitRunning("beside", 5);

        kill("beside");

        for (CompletableFuture<JsonNode> call : calls) {
            JsonNode answer = call.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(status(answer)).as("%s", answer).isIn("success", "failed");
            if (status(answer).equals("failed"))
                assertThat(answer.at("/error/message").asText()).contains("The sandbox of beside", "ended");
        }
        assertThat(status(pergola.probe("beside", "{}"))).isEqualTo("success");
    }

    private static void kill(String plugin) {
        ProcessHandle.of(process(plugin)).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void withoutTheFileOfItsSocketASandboxGoesOn() throws IOException {
        assertThat(status(pergola.probe("beside", "{}"))).isEqualTo("success");
        long before = process("beside");
        CompletableFuture<JsonNode> running =
                CompletableFuture.supplyAsync(() -> pergola.probe("beside", "{\"sleepMillis\":500}"));
        awaitRunning("beside", 1);

        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path link : files.filter(file -> file.endsWith("link")).toList()) Files.delete(link);
        }

        assertThat(status(running.join())).isEqualTo("success");
        assertThat(status(pergola.probe("beside", "{}"))).isEqualTo("success");
        assertThat(process("beside")).isEqualTo(before);
    }

    @Test
    void anUpdateLetsACallThatRunsThereFinish() {
        ProbeJar.of("moving", "1.0.0").dropInto(plugins, "moving.jar");
        await().atMost(PATIENCE).until(() -> pergola.state("moving").equals("ACTIVE"));
        CompletableFuture<JsonNode> running =
                CompletableFuture.supplyAsync(() -> pergola.probe("moving", "{\"sleepMillis\":4000}"));
        awaitRunning("moving", 1);

        ProbeJar.of("moving", "1.1.0").dropInto(plugins, "moving.jar");

        JsonNode answer = running.join();
        assertThat(answer.at("/result/version").asText()).as("%s", answer).isEqualTo("1.0.0");
        await().atMost(PATIENCE)
                .until(() -> pergola.probe("moving", "{}")
                        .at("/result/version")
                        .asText()
                        .equals("1.1.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "C"})
    void noBusySandboxOutlivesTheKernel(String isolation) throws IOException {
        Path own = Files.createDirectories(folder.resolve("own-" + isolation));
        Instance dying = Instance.quick(
                folder.resolve("data-" + isolation),
                own,
                "--set",
                "sandbox.plugins=*",
                "--set",
                "sandbox.isolation=" + isolation);
        ProbeJar.of("orphan", "1.0.0").dropInto(own);
        await().atMost(PATIENCE).until(() -> dying.state("orphan").equals("ACTIVE"));
        CompletableFuture<JsonNode> running =
                CompletableFuture.supplyAsync(() -> dying.probe("orphan", "{\"do\":\"spin\"}"));
        await().atMost(PATIENCE)
                .until(() ->
                        dying.json("/api/v1/sandboxes").path(0).path("running").asInt() == 1);
        Children left = Children.of(dying);
        assertThat(left.running()).isNotEmpty();

        dying.kill();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(left.running()).isEmpty());
        assertThat(running).failsWithin(PATIENCE);
    }
}
