package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody sets the host's clock, by an hour, while everything runs: no call notices, nothing waits for that hour to pass, and
 * what was over does not begin again. It is the kernel's clock that is set here, and not those of the sandboxes: by them, only
 * grants end, which the kernel tells them too.
 */
class ClockJumpIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Sandboxes that have been idle for too long are looked for every five seconds. */
    private static final Duration LOOKED = Duration.ofSeconds(6);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String PERMISSION = "filesystem.write";
    private static final String BOXED = "boxed";

    @TempDir
    static Path folder;

    private static Path plugins;
    private static Path notes;
    private static HostClock clock;
    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        notes = Files.createDirectories(folder.resolve("notes"));
        clock = HostClock.in(folder);
        pergola = Instance.start(
                        Map.of("PERGOLA_OPTS", clock.option()),
                        folder.resolve("data"),
                        plugins,
                        "--set",
                        "sandbox.plugins=boxed*",
                        "--set",
                        "sandbox.lifetime=30m")
                .awaitReady();
        ProbeJar.of(BOXED, "1.0.0").dropInto(plugins);
        ProbeJar.of("plain", "1.0.0").dropInto(plugins);
        awaitState(BOXED, "ACTIVE");
        awaitState("plain", "ACTIVE");
    }

    @AfterEach
    void beRight() {
        clock.set(Duration.ZERO);
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    private static void awaitState(String id, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pergola.state(id))
                        .as(() -> pergola.get("/api/v1/plugins/" + id).body())
                        .isEqualTo(state));
    }

    private static JsonNode execute(String plugin, String input, String more) {
        return Instance.parse(pergola.request(
                        "POST",
                        "/api/v1/plugins/" + plugin + "/execute",
                        "{\"type\":\"PROBE\",\"input\":" + input + more + "}")
                .body());
    }

    private static JsonNode running(String plugin) {
        for (JsonNode call : pergola.json("/api/v1/executions?running=true"))
            if (call.path("plugin_id").asText().equals(plugin)) return call;
        return MissingNode.getInstance();
    }

    private static CompletableFuture<JsonNode> begin(String plugin, String input, String more) {
        CompletableFuture<JsonNode> call = CompletableFuture.supplyAsync(() -> execute(plugin, input, more));
        await().atMost(PATIENCE).until(() -> !running(plugin).isMissingNode());
        return call;
    }

    private static String status(JsonNode answer) {
        return answer.path("status").asText();
    }

    private static long process(String plugin) {
        for (JsonNode sandbox : pergola.json("/api/v1/sandboxes"))
            if (sandbox.path("plugin_id").asText().equals(plugin))
                return sandbox.path("pid").asLong();
        return 0;
    }

    /** A clock that is never wrong would let everything pass. */
    @Test
    void thePlatformGoesByTheClockThatIsSet() {
        clock.set(HOUR);
        CompletableFuture<JsonNode> call = begin("plain", "{\"sleepMillis\":1000}", "");

        assertThat(Instant.parse(running("plain").path("started_at").asText()))
                .isBetween(clock.now().minusSeconds(30), clock.now());
        assertThat(status(call.join())).isEqualTo("success");
    }

    @ParameterizedTest
    @ValueSource(strings = {BOXED, "plain"})
    void aCallThatRunsMeanwhileGetsItsAnswerAndTookTheTimeThatItTook(String plugin) {
        CompletableFuture<JsonNode> call = begin(plugin, "{\"sleepMillis\":3000,\"text\":\"here\"}", "");

        clock.set(HOUR);
        assertTook(execute(plugin, "{\"sleepMillis\":300}", ""), 300);
        clock.set(HOUR.negated());
        assertTook(execute(plugin, "{\"sleepMillis\":300}", ""), 300);
        assertThat(call).as("still runs").isNotDone();

        JsonNode answer = call.join();
        assertTook(answer, 3000);
        assertThat(answer.at("/result/echo").asText()).isEqualTo("here");
        JsonNode logged = logged(answer.path("execution_id").asText());
        assertThat(logged.at("/usage/wall_time_ms").asDouble()).as("%s", logged).isBetween(2999.0, 20_000.0);
    }

    /** The log is written a moment later. */
    private static JsonNode logged(String id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> pergola.json("/api/v1/executions/" + id),
                        call -> status(call).equals("success"));
    }

    private static void assertTook(JsonNode answer, int millis) {
        assertThat(status(answer)).as("%s", answer).isEqualTo("success");
        assertThat(answer.path("execution_time_ms").asLong()).as("%s", answer).isBetween(millis - 1L, 20_000L);
        assertThat(answer.at("/usage/wall_time_ms").asDouble()).as("%s", answer).isBetween(millis - 1.0, 20_000.0);
    }

    @ParameterizedTest
    @CsvSource({"boxed, 1", "plain, 1", "boxed, -1", "plain, -1"})
    void aCallThatTakesTooLongEndsWhenItsTimeIsUp(String plugin, int hours) {
        long began = System.nanoTime();
        CompletableFuture<JsonNode> call = begin(plugin, "{\"sleepMillis\":60000}", ",\"timeout_ms\":1000");

        clock.set(HOUR.multipliedBy(hours));

        assertThat(status(call.join())).isEqualTo("timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(1000), Duration.ofSeconds(20));
        assertThat(status(execute(plugin, "{}", ""))).isEqualTo("success");
    }

    @Test
    void aSandboxBecomesNeitherIdleNorOldByIt() {
        assertThat(status(execute(BOXED, "{}", ""))).isEqualTo("success");
        long before = process(BOXED);

        clock.set(HOUR);
        await().during(LOOKED)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(process(BOXED)).isEqualTo(before));
        assertThat(status(execute(BOXED, "{}", ""))).isEqualTo("success");
        clock.set(HOUR.negated());
        assertThat(status(execute(BOXED, "{}", ""))).isEqualTo("success");
        assertThat(process(BOXED)).isEqualTo(before);
    }

    @Test
    void aSandboxAndItsPluginStartWhileTheClockIsSetToAndFro() {
        ProbeJar.of("boxed-new", "1.0.0").dropInto(plugins);
        awaitToAndFro(() -> pergola.state("boxed-new").equals("ACTIVE"));
        CompletableFuture<JsonNode> call =
                CompletableFuture.supplyAsync(() -> execute("boxed-new", "{\"sleepMillis\":500}", ""));
        awaitToAndFro(call::isDone);

        assertTook(call.join(), 500);
    }

    private static void awaitToAndFro(BooleanSupplier done) {
        AtomicInteger times = new AtomicInteger();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            clock.set(times.incrementAndGet() % 2 == 0 ? HOUR : HOUR.negated());
            return done.getAsBoolean();
        });
    }

    @Test
    void aProcessorsTimeIsCountedByNoClock() {
        CompletableFuture<JsonNode> call = begin(BOXED, "{\"do\":\"burn\",\"millis\":1000}", "");

        clock.set(HOUR);

        JsonNode answer = call.join();
        assertThat(status(answer)).as("%s", answer).isEqualTo("success");
        assertThat(answer.at("/usage/cpu_time_ms").asDouble()).as("%s", answer).isBetween(100.0, 20_000.0);
    }

    private static String submit(String input, String more) {
        HttpResponse<String> answer = pergola.request(
                "POST",
                "/api/v1/plugins/boxed/execute",
                "{\"type\":\"PROBE\",\"mode\":\"async\",\"input\":" + input + more + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Instance.parse(answer.body()).path("id").asText();
    }

    private static JsonNode settled(String id, String status) {
        return await("job " + id)
                .atMost(PATIENCE)
                .until(
                        () -> pergola.json("/api/v1/jobs/" + id),
                        job -> status(job).equals(status));
    }

    @Test
    void aJobThatWaitsToBeTriedAgainIsTriedWhenThatTimeIsOver() {
        String id =
                submit("{\"do\":\"nonsense\"}", ",\"retry\":{\"max_attempts\":2,\"first_wait_ms\":2000,\"factor\":1}");
        settled(id, "waiting_retry");
        long began = System.nanoTime();

        clock.set(HOUR.negated());

        assertThat(settled(id, "failed").path("failures").asInt()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aJobThatRunsMeanwhileRunsOnce() {
        String id = submit("{\"sleepMillis\":2000,\"text\":\"once\"}", "");
        settled(id, "running");

        clock.set(HOUR);
        String next = submit("{\"text\":\"next\"}", "");
        assertThat(settled(next, "succeeded").at("/result/echo").asText()).isEqualTo("next");
        clock.set(HOUR.negated());

        JsonNode job = settled(id, "succeeded");
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        assertThat(job.at("/result/echo").asText()).isEqualTo("once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"boxed-keeper", "keeper"})
    void aGrantEndsWithItsTimeAndDoesNotBeginAgain(String id) {
        grant(id);
        installed(id);
        assertThat(keep(id, "before")).isEqualTo("success");

        clock.set(HOUR);
        assertThat(standing(id)).isEqualToIgnoringCase("expired");
        haveAllDecidedAnew();
        assertThat(keep(id, "over")).isEqualTo("security_violation");

        clock.set(Duration.ZERO);
        haveAllDecidedAnew();
        assertThat(keep(id, "again")).isEqualTo("security_violation");
        assertThat(standing(id)).isEqualToIgnoringCase("expired");
        assertThat(notes).isDirectoryNotContaining("glob:**{over,again}");

        grant(id);
        assertThat(keep(id, "anew")).isEqualTo("success");
    }

    /** What each plugin may is written down again wherever something is decided, whoever it is about. */
    private static void haveAllDecidedAnew() {
        grant("somebody-else");
    }

    private static void installed(String id) {
        ProbeJar.of(id, "1.0.0")
                .requiring("pergola.permission;effective:=pergola;permission=\"" + PERMISSION + "\";target=\"" + notes
                        + "/**\";reason=\"to keep notes\"")
                .dropInto(plugins);
        awaitState(id, "ACTIVE");
    }

    private static String standing(String id) {
        return pergola.json("/api/v1/plugins/" + id + "/permissions")
                .at("/requests/0/standing")
                .asText();
    }

    private static void grant(String id) {
        HttpResponse<String> answer = pergola.request(
                "POST",
                "/api/v1/plugins/" + id + "/permissions",
                "{\"permission\":\"" + PERMISSION + "\",\"target\":\"" + notes + "/**\",\"until\":\""
                        + clock.now().plus(HOUR.dividedBy(2)) + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String keep(String id, String name) {
        return status(execute(id, "{\"keep\":\"" + notes.resolve(name) + "\"}", ""));
    }
}
