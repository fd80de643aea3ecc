package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts may rely on: the archive, {@code bin/pergola}, the HTTP API and the shell, from outside. */
class BlackBoxIT {
    @TempDir
    static Path folder;

    private static Path plugins;
    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        pergola = Instance.ready(folder.resolve("data with space"), plugins);
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    @Test
    void printsOneLineThatBeginsWithReadyAndHoldsAddressAndMilliseconds() {
        assertThat(pergola.output().lines().filter(line -> line.startsWith("ready ")))
                .singleElement()
                .asString()
                .contains("http://127.0.0.1:")
                .contains("ms");
        assertThat(pergola.startMillis()).isPositive();
    }

    @Test
    void keepsTheFirstTokenWhereOnlyItsOwnerCanReadIt() throws IOException {
        Path token = pergola.data().resolve("admin.token");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(pergola.output()).doesNotContain(pergola.token());
    }

    @Test
    void asksForATokenEverywhereButForHealth() {
        assertThat(bare("/health/live").statusCode()).isEqualTo(200);
        assertThat(bare("/health/ready").statusCode()).isEqualTo(200);
        assertThat(bare("/").statusCode()).isEqualTo(401);
        assertThat(bare("/api/v1/plugins").statusCode()).isEqualTo(401);
        assertThat(bare("/no/such/path").statusCode()).isEqualTo(401);
        assertThat(pergola.get("/no/such/path").statusCode()).isEqualTo(404);
    }

    @Test
    void listensOnLoopbackOnly() {
        assertThat(URI.create(pergola.address()).getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void everyErrorIsAProblemDocument() {
        HttpResponse<String> missing = pergola.get("/api/v1/plugins/nobody");

        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(Instance.parse(missing.body()).path("detail").asText()).contains("nobody");
    }

    @Test
    void takesAnUploadAndRunsItAndRemovesIt() {
        HttpResponse<String> created =
                pergola.send(HttpRequest.newBuilder(URI.create(pergola.address() + "/api/v1/plugins"))
                        .header("Authorization", "Bearer " + pergola.token())
                        .header("Content-Type", "application/java-archive")
                        .POST(BodyPublishers.ofByteArray(
                                ProbeJar.of("uploaded", "1.0.0").bytes()))
                        .build());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);

        JsonNode answer = pergola.probe("uploaded", "{\"text\":\"hi\"}");
        assertThat(answer.path("status").asText()).isEqualTo("success");
        assertThat(answer.path("execution_time_ms").isNumber()).isTrue();
        assertThat(answer.at("/result/echo").asText()).isEqualTo("hi");

        assertThat(pergola.request("DELETE", "/api/v1/plugins/uploaded", "").statusCode())
                .isEqualTo(204);
        assertThat(pergola.state("uploaded")).isEqualTo("ABSENT");
    }

    @Test
    void execAndShellTalkToTheRunningInstance() throws IOException {
        ProbeJar.of("talkative", "1.0.0").dropInto(plugins);
        await().untilAsserted(() -> assertThat(pergola.state("talkative")).isEqualTo("ACTIVE"));
        Path input = Files.writeString(folder.resolve("input.json"), "{\"text\":\"from a file\"}");

        Instance.Ran exec = pergola.pergola("exec", "talkative", "--input", input.toString(), "--type", "PROBE");
        assertThat(exec.exitCode()).as(exec.err()).isZero();
        assertThat(exec.out()).contains("from a file");
        Instance.Ran untyped = pergola.pergola("exec", "talkative", "--input", input.toString());
        assertThat(untyped.exitCode()).as(untyped.err()).isZero();
        assertThat(untyped.out()).contains("\"status\":\"success\"", "from a file");

        Instance.Ran list = pergola.pergola("shell", "plugin:list");
        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.out()).contains("talkative").contains("ACTIVE");

        Instance.Ran json = pergola.pergola("shell", "plugin:info talkative --json");
        assertThat(Instance.parse(json.out()).findValuesAsText("id")).contains("talkative");

        Instance.Ran wrong = pergola.pergola("shell", "plugin:info nobody");
        assertThat(wrong.exitCode()).isNotZero();
        assertThat(wrong.out() + wrong.err()).contains("nobody");
    }

    @Test
    void theShellGoesThroughALifeOfAPlugin() {
        ProbeJar.of("shelly", "1.0.0").dropInto(plugins, "shelly.jar");
        await().untilAsserted(() -> assertThat(pergola.state("shelly")).isEqualTo("ACTIVE"));

        assertThat(pergola.pergola("shell", "plugin:disable shelly").exitCode()).isZero();
        assertThat(pergola.state("shelly")).isEqualTo("LOADED");
        assertThat(pergola.pergola("shell", "plugin:enable shelly").exitCode()).isZero();
        assertThat(pergola.pergola("shell", "plugin:reload shelly").exitCode()).isZero();
        ProbeJar.of("shelly", "1.1.0").dropInto(plugins, "shelly.jar");
        await().untilAsserted(() -> assertThat(pergola.version("shelly")).isEqualTo("1.1.0"));
        assertThat(pergola.pergola("shell", "plugin:rollback shelly").exitCode())
                .isZero();
        assertThat(pergola.version("shelly")).isEqualTo("1.0.0");
        assertThat(pergola.pergola("shell", "plugin:plan uninstall shelly").out())
                .contains("shelly");
        assertThat(pergola.pergola("shell", "plugin:uninstall shelly").exitCode())
                .isZero();
        assertThat(pergola.state("shelly")).isEqualTo("ABSENT");
        assertThat(plugins.resolve("shelly.jar")).doesNotExist();
        assertThat(plugins.resolve("shelly.jar.uninstalled")).exists();
        assertThat(pergola.pergola("shell", "plugin:explain shelly").out())
                .contains("shelly 1.0.0 was uninstalled")
                .contains("shelly.jar.uninstalled was set aside")
                .contains("Rename it to shelly.jar");
    }

    @Test
    void aSecondInstanceOnTheSameDataIsTurnedAway() {
        Instance.Ran second =
                Instance.run("run", "--data", pergola.data().toString(), "--plugins", plugins.toString(), "--no-shell");

        assertThat(second.exitCode()).isEqualTo(5);
        assertThat(second.err() + second.out())
                .contains(String.valueOf(pergola.process().pid()));
    }

    @Test
    void aBadSettingIsNamedWithFileAndLine() throws IOException {
        Path file =
                Files.writeString(folder.resolve("bad.yaml"), "plugins:\n  watch-intervall: 1s\nhttp:\n  port: many\n");

        Instance.Ran ran = Instance.run(
                "run",
                "--config",
                file.toString(),
                "--data",
                folder.resolve("other").toString(),
                "--no-shell");

        assertThat(ran.exitCode()).isEqualTo(4);
        assertThat(ran.err() + ran.out())
                .contains("bad.yaml:2")
                .contains("watch-interval")
                .contains("bad.yaml:4")
                .contains("http.port");
    }

    @Test
    void stopsCleanlyOnSigtermWithRunningCallsDrained() throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        ProbeJar.of("drained", "1.0.0").dropInto(own);
        try (Instance instance = Instance.quick(folder.resolve("own-data"), own)) {
            var call = java.util.concurrent.CompletableFuture.supplyAsync(
                    () -> instance.probe("drained", "{\"sleepMillis\":800}"));
            await().untilAsserted(() -> assertThat(
                            instance.get("/api/v1/executions?running=true").body())
                    .contains("drained"));

            assertThat(instance.terminate()).as(instance.output()).isZero();

            assertThat(call.join().path("status").asText()).isEqualTo("success");
        }
    }

    @Test
    void theFirstStartMakesAnArchiveOfClassesThatTheNextOneUses() throws IOException {
        Path archives = folder.resolve("archives");
        Path log = folder.resolve("classes.log");
        Path data = folder.resolve("archived-data");
        Path own = Files.createDirectories(folder.resolve("archived"));
        Map<String, String> environment =
                Map.of("PERGOLA_ARCHIVE", archives.toString(), "JAVA_OPTS", "-Xlog:class+load:file=" + log);
        try (Instance first = Instance.start(environment, data, own).awaitReady()) {
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(archives).isDirectoryContaining("glob:**.jsa"));
            assertThat(first.terminate()).isZero();
        }
        assertThat(Files.readString(log)).doesNotContain("shared objects file (top)");

        try (Instance second = Instance.start(environment, data, own).awaitReady()) {
            assertThat(second.terminate()).isZero();
        }
        assertThat(Files.readString(log))
                .containsPattern("dev\\.pergola\\.launcher\\.Main source: shared objects file \\(top\\)");
    }

    /** FileInstall, left to itself, takes in what is in "load" of the current folder: bundles and configurations. */
    @Test
    void whatLiesInTheFolderThatItIsStartedInIsLeftAlone(@TempDir Path here) throws IOException {
        ProbeJar.of("stray", "1.0.0").dropInto(Files.createDirectories(here.resolve("load")));
        Path plugins = Files.createDirectories(here.resolve("plugins"));
        ProbeJar.of("wanted", "1.0.0").dropInto(plugins);
        try (Instance started = Instance.startIn(here, Map.of(), here.resolve("data"), plugins)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> started.state("wanted").equals("ACTIVE"));
            assertThat(started.json("/api/v1/plugins").findValuesAsText("id")).doesNotContain("stray");
            assertThat(started.pergola("shell", "lb -l").out())
                    .contains("pergola:plugin/wanted/")
                    .doesNotContain("stray", "/load/");
        }
    }

    @Test
    void aPluginThatWasDisabledStaysSoAfterARestartAndIsNoProblem() throws IOException {
        Path own = Files.createDirectories(folder.resolve("disabled"));
        Path data = folder.resolve("disabled-data");
        ProbeJar.of("resting", "1.0.0").dropInto(own);
        try (Instance instance = Instance.quick(data, own)) {
            assertThat(instance.pergola("shell", "plugin:disable resting").exitCode())
                    .isZero();
            assertThat(instance.terminate()).isZero();
        }
        try (Instance instance = Instance.quick(data, own)) {
            assertThat(instance.pergola("shell", "plugin:list").out())
                    .contains("resting", "LOADED")
                    .doesNotContain("attention");
            assertThat(instance.pergola("shell", "plugin:explain resting").out())
                    .contains("disabled", "plugin:enable resting");
            assertThat(instance.pergola("shell", "plugin:enable resting").exitCode())
                    .isZero();
            assertThat(instance.state("resting")).isEqualTo("ACTIVE");
        }
    }

    @Test
    void runsWithoutItsDoorsWhereTheyAreLeftOut() throws IOException {
        Path own = Files.createDirectories(folder.resolve("headless"));
        String doors = "kernel.bundles-exclude=dev.pergola.http-*.jar,dev.pergola.shell-*.jar";
        try (Instance instance = Instance.quick(folder.resolve("headless-data"), own, "--set", doors)) {
            assertThat(instance.address()).isEqualTo("without HTTP");
            ProbeJar.of("quiet", "1.0.0").dropInto(own);
            Path log = folder.resolve("headless-data/log/pergola.log");
            await().untilAsserted(() -> assertThat(Files.readString(log)).contains("install quiet 1.0.0: active"));
            assertThat(instance.terminate()).isZero();
        }
    }

    @Test
    void aPluginForALaterJavaIsRefusedAndBothVersionsAreNamed() throws IOException {
        ProbeJar.of("modern", "1.0.0")
                .requiring("osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")
                .dropInto(plugins);
        await().untilAsserted(() -> assertThat(pergola.pergola("shell", "plugin:explain modern-1.0.0.jar")
                        .out())
                .contains("Java 99", "Java " + Runtime.version().feature()));
        assertThat(pergola.state("modern")).isEqualTo("ABSENT");
    }

    @Test
    void aRollbackOutlivesARestartThoughTheNewerFileIsStillThere() throws IOException {
        Path own = Files.createDirectories(folder.resolve("rolled"));
        Path data = folder.resolve("rolled-data");
        ProbeJar.of("regretted", "1.0.0").dropInto(own);
        try (Instance instance = Instance.quick(data, own)) {
            ProbeJar.of("regretted", "1.1.0").dropInto(own);
            await().untilAsserted(
                            () -> assertThat(instance.version("regretted")).isEqualTo("1.1.0"));
            assertThat(instance.pergola("shell", "plugin:rollback regretted").exitCode())
                    .isZero();
            assertThat(instance.terminate()).isZero();
        }
        try (Instance instance = Instance.quick(data, own)) {
            assertThat(instance.version("regretted")).isEqualTo("1.0.0");
            assertThat(instance.pergola("shell", "plugin:explain regretted-1.1.0.jar")
                            .out())
                    .contains("rolled back by an operator");
        }
    }

    @Test
    void comesBackAfterAKillWithWhatWasThere() throws IOException {
        Path own = Files.createDirectories(folder.resolve("killed"));
        Path data = folder.resolve("killed-data");
        ProbeJar.of("survivor", "1.0.0").dropInto(own);
        String token;
        try (Instance instance = Instance.quick(data, own)) {
            instance.probe("survivor", "{\"count\":1}");
            token = instance.token();
            instance.kill();
        }
        try (Instance instance = Instance.quick(data, own)) {
            assertThat(instance.probe("survivor", "{\"count\":1}")
                            .at("/result/count")
                            .asInt())
                    .isEqualTo(2);
            assertThat(instance.token()).isEqualTo(token);
        }
    }

    private static HttpResponse<String> bare(String path) {
        return pergola.send(
                HttpRequest.newBuilder(URI.create(pergola.address() + path)).build());
    }
}
