package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks of the plugins that the operator names run in a JVM of their own, and whatever they do to it, the kernel and the
 * other plugins do not notice (R24, R100, R101, R104, R109, R292). On the real archive, with permissions enforced.
 */
class SandboxIT {
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
                "sandbox.plugins=boxed-*,wordcount",
                "--set",
                "limits.memory-mb=64",
                "--set",
                "limits.concurrent-calls=100",
                "--set",
                "limits.execution-timeout=20s");
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    private static void deploy(String id, String version) {
        ProbeJar.of(id, version).dropInto(plugins, id + ".jar");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode plugin = pergola.parse(pergola.get("/api/v1/plugins/" + id).body());
            assertThat(plugin.path("version").asText() + " "
                            + plugin.path("state").asText())
                    .as("%s", plugin)
                    .isEqualTo(version + " ACTIVE");
        });
    }

    private static String where(String id) {
        return pergola.probe(id, "{\"do\":\"where\"}").at("/result/did").asText();
    }

    private static String status(JsonNode answer) {
        return answer.path("status").asText();
    }

    private static int running(String id) {
        for (JsonNode sandbox : pergola.json("/api/v1/sandboxes"))
            if (sandbox.path("plugin_id").asText().equals(id))
                return sandbox.path("running").asInt();
        return 0;
    }

    private static List<ProcessHandle> sandboxes() {
        return ProcessHandle.of(pergola.process().pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> process.info().commandLine().orElse("").contains("WorkerMain"))
                .toList();
    }

    @Test
    void itsTasksRunInAnotherProcessAndThoseOfOthersDoNot() {
        deploy("boxed-one", "1.0.0");
        deploy("free", "1.0.0");

        String there = where("boxed-one");
        assertThat(where("boxed-one")).as("the same sandbox").isEqualTo(there);
        assertThat(pergola.json("/api/v1/sandboxes").findValuesAsText("plugin_id"))
                .contains("boxed-one")
                .doesNotContain("free");
        assertThat(where("free")).isNotEmpty().isNotEqualTo(there);
        assertThat(pergola.pergola("shell", "sandbox:list").out()).contains("boxed-one");
        assertThat(pergola.pergola("shell", "sandbox:end boxed-one").exitCode()).isZero();
        assertThat(where("boxed-one")).as("another sandbox").isNotEmpty().isNotEqualTo(there);
    }

    /** Java counts those of the host by itself, and starts threads by that. */
    @Test
    void itSeesAsManyProcessorsAsItMayUse() {
        deploy("boxed-counter", "1.0.0");

        JsonNode answer = pergola.probe("boxed-counter", "{\"do\":\"processors\"}");

        assertThat(answer.at("/result/did").asText())
                .as("with limits.cpu-percent at 50: %s", answer)
                .isEqualTo("1");
    }

    @Test
    void whatItRemembersIsTheSameThereAndHere() {
        deploy("boxed-memory", "1.0.0");

        assertThat(pergola.probe("boxed-memory", "{\"count\":1}")
                        .at("/result/count")
                        .asInt())
                .isEqualTo(1);
        assertThat(pergola.probe("boxed-memory", "{\"count\":1}")
                        .at("/result/count")
                        .asInt())
                .isEqualTo(2);
        assertThat(pergola.get("/api/v1/plugins/boxed-memory/state/count").body())
                .contains("2");
    }

    @Test
    void whatItSendsIsAnEventOfItsOwn() {
        deploy("boxed-sender", "1.0.0");
        JsonNode answer = pergola.probe("boxed-sender", "{\"do\":\"emit\"}");

        assertThat(answer.at("/result/did").asLong()).as(answer.toString()).isPositive();
    }

    @Test
    void oneThatEatsAllMemoryEndsAsOverItsLimitAndNobodyElseNotices() {
        deploy("boxed-glutton", "1.0.0");
        deploy("beside", "1.0.0");
        String before = where("boxed-glutton");

        JsonNode answer = pergola.probe("boxed-glutton", "{\"do\":\"eat\"}");

        assertThat(status(answer)).as(answer.toString()).isEqualTo("resource_limit_exceeded");
        assertThat(answer.at("/error/message").asText()).contains("limits.memory-mb", "64");
        assertThat(status(pergola.probe("beside", "{\"text\":\"x\"}"))).isEqualTo("success");
        assertThat(where("boxed-glutton")).isNotEmpty().isNotEqualTo(before);
    }

    @Test
    void oneThatNeverEndsIsEndedWithItsSandbox() {
        deploy("boxed-dizzy", "1.0.0");
        String before = where("boxed-dizzy");

        JsonNode answer = pergola.parse(pergola.request(
                        "POST",
                        "/api/v1/plugins/boxed-dizzy/execute",
                        "{\"input\":{\"do\":\"spin\"},\"timeout_ms\":500}")
                .body());

        assertThat(status(answer)).as(answer.toString()).isEqualTo("timeout");
        await().atMost(Duration.ofSeconds(10)).until(() -> !where("boxed-dizzy").equals(before));
    }

    @Test
    void aStackThatOverflowsIsAFailedCallAndNoMore() {
        deploy("boxed-deep", "1.0.0");
        String before = where("boxed-deep");

        assertThat(status(pergola.probe("boxed-deep", "{\"do\":\"recurse\"}"))).isEqualTo("failed");
        assertThat(where("boxed-deep")).isEqualTo(before);
    }

    @Test
    void whatItMayNotDoHereItMayNotDoThereAndRevokingTakesEffectAtOnce() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "the secret");
        ProbeJar.of("boxed-reader", "1.0.0")
                .requiring("pergola.permission;effective:=pergola;permission=\"filesystem.read\";target=\"" + secret
                        + "\"")
                .dropInto(plugins, "boxed-reader.jar");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !pergola.state("boxed-reader").isEmpty());
        pergola.pergola("shell", "permission:refuse boxed-reader filesystem.read '" + secret + "'");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> pergola.state("boxed-reader").equals("ACTIVE"));
        String read = "{\"do\":\"read\",\"path\":\"" + secret + "\"}";

        JsonNode denied = pergola.probe("boxed-reader", read);
        assertThat(status(denied)).as(denied.toString()).isEqualTo("security_violation");
        assertThat(denied.at("/error/message").asText()).contains("boxed-reader", "filesystem.read", secret.toString());

        pergola.pergola("shell", "permission:grant boxed-reader filesystem.read '" + secret + "'");
        assertThat(pergola.probe("boxed-reader", read).at("/result/did").asText())
                .isEqualTo("the secret");
        pergola.pergola("shell", "permission:revoke boxed-reader filesystem.read '" + secret + "'");
        assertThat(status(pergola.probe("boxed-reader", read))).isEqualTo("security_violation");
    }

    @Test
    void aNewConfigurationIsThereForTheNextCall() {
        deploy("boxed-settings", "1.0.0");
        assertThat(pergola.probe("boxed-settings", "{\"do\":\"key\"}")
                        .at("/result/did")
                        .asText())
                .isEqualTo("none");

        assertThat(pergola.request("PUT", "/api/v1/plugins/boxed-settings/configuration", "{\"key\":\"new\"}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(pergola.probe("boxed-settings", "{\"do\":\"key\"}")
                        .at("/result/did")
                        .asText())
                .isEqualTo("new");
    }

    @Test
    void aComponentGetsItsConfigurationThereToo() throws IOException {
        try (Stream<Path> samples = Files.list(Instance.home().resolve("samples"))) {
            Path jar = samples.filter(file -> file.getFileName().toString().startsWith("wordcount-"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(jar, plugins.resolve("wordcount.jar"));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> pergola.state("wordcount").equals("ACTIVE"));
        assertThat(topWords()).hasSize(3);

        assertThat(pergola.request("PUT", "/api/v1/plugins/wordcount/configuration", "{\"topWords\":1}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(topWords()).hasSize(1);
    }

    private static JsonNode topWords() {
        JsonNode answer = pergola.parse(
                pergola.request("POST", "/api/v1/plugins/wordcount/execute", "{\"input\":{\"text\":\"one two three\"}}")
                        .body());
        assertThat(status(answer)).as(answer.toString()).isEqualTo("success");
        return answer.at("/result/topWords");
    }

    @Test
    void anUpdateMovesItsCallersWithoutAFailedOne() {
        deploy("boxed-moving", "1.0.0");
        where("boxed-moving");
        AtomicBoolean running = new AtomicBoolean(true);
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> callers = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    while (running.get()) {
                        JsonNode answer = pergola.probe("boxed-moving", "{\"text\":\"x\"}");
                        if (!status(answer).equals("success")) failures.add(answer.toString());
                    }
                }))
                .toList();

        for (String version : List.of("1.1.0", "1.2.0")) {
            deploy("boxed-moving", version);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> pergola.probe("boxed-moving", "{}")
                            .at("/result/version")
                            .asText()
                            .equals(version));
        }
        running.set(false);
        callers.forEach(CompletableFuture::join);

        assertThat(failures).isEmpty();
    }

    @Test
    void aHundredCallsAtOnceAllComplete() {
        deploy("boxed-crowd", "1.0.0");
        List<CompletableFuture<JsonNode>> calls = IntStream.range(0, 100)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> pergola.probe("boxed-crowd", "{\"text\":\"" + i + "\",\"sleepMillis\":20}")))
                .toList();

        for (int i = 0; i < calls.size(); i++) {
            JsonNode answer = calls.get(i).join();
            assertThat(answer.at("/result/echo").asText()).as(answer.toString()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void whereTheProcessIsKilledItsCallsFailAndTheNextGetsAnother() {
        deploy("boxed-victim", "1.0.0");
        where("boxed-victim");
        List<CompletableFuture<JsonNode>> calls = IntStream.range(0, 3)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> pergola.probe("boxed-victim", "{\"sleepMillis\":10000}")))
                .toList();
        await().untilAsserted(() -> assertThat(running("boxed-victim")).isEqualTo(3));

        sandboxes().forEach(ProcessHandle::destroyForcibly);

        for (CompletableFuture<JsonNode> call : calls) {
            JsonNode answer = call.join();
            assertThat(status(answer)).as(answer.toString()).isEqualTo("failed");
            assertThat(answer.at("/error/message").asText()).contains("sandbox");
        }
        assertThat(status(pergola.probe("boxed-victim", "{}"))).isEqualTo("success");
    }

    @Test
    void aLargeResultComesWhole() {
        deploy("boxed-large", "1.0.0");

        JsonNode answer = pergola.probe("boxed-large", "{\"do\":\"swell\",\"kilobytes\":2000}");

        assertThat(answer.at("/result/did").asText()).hasSize(2000 * 1024);
    }

    @Test
    void noSandboxOutlivesTheKernel() throws Exception {
        Path own = Files.createDirectories(folder.resolve("own"));
        Instance dying = Instance.ready(folder.resolve("own-data"), own, "--set", "sandbox.plugins=*");
        ProbeJar.of("orphan", "1.0.0").dropInto(own);
        await().atMost(Duration.ofSeconds(30)).until(() -> dying.state("orphan").equals("ACTIVE"));
        dying.probe("orphan", "{}");
        Children left = Children.of(dying);
        assertThat(left.running()).isNotEmpty();

        dying.kill();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(left.running()).isEmpty());
    }
}
