package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens in a plugin directory, and what comes of it (R87 to R94), on the real archive. */
class HotDeploymentIT {
    @TempDir
    static Path folder;

    private static Path plugins;
    private static Path second;
    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        second = Files.createDirectories(folder.resolve("second"));
        pergola = Instance.ready(
                folder.resolve("data"),
                plugins,
                "--plugins",
                second.toString(),
                "--set",
                "lifecycle.start-timeout=3s",
                "--set",
                "lifecycle.stop-timeout=1s",
                "--set",
                "lifecycle.drain-timeout=2s");
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    @Test
    void aJarDroppedIntoTheFolderIsCallable() {
        ProbeJar.of("dropped", "1.0.0").dropInto(plugins);
        awaitVersion("dropped", "1.0.0");

        assertThat(pergola.probe("dropped", "{\"text\":\"hello\"}")
                        .at("/result/echo")
                        .asText())
                .isEqualTo("hello");
    }

    @Test
    void aNewerVersionTakesOverWithoutAFailedCallAndIsNeverMissing() {
        ProbeJar.of("busy", "1.0.0").dropInto(plugins);
        awaitVersion("busy", "1.0.0");
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicInteger calls = new AtomicInteger();
        List<String> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(CompletableFuture.runAsync(() -> {
                while (running.get()) {
                    JsonNode answer = pergola.probe("busy", "{\"text\":\"x\"}");
                    calls.incrementAndGet();
                    if (!answer.path("status").asText().equals("success")) failures.add(answer.toString());
                }
            }));
        }
        List<Integer> looks = java.util.Collections.synchronizedList(new ArrayList<>());
        callers.add(CompletableFuture.runAsync(() -> {
            while (running.get()) looks.add(pergola.get("/api/v1/plugins/busy").statusCode());
        }));
        for (int minor = 1; minor <= 5; minor++) {
            ProbeJar.of("busy", "1." + minor + ".0").dropInto(plugins, "busy.jar");
            awaitVersion("busy", "1." + minor + ".0");
        }
        running.set(false);
        callers.forEach(CompletableFuture::join);

        assertThat(failures).isEmpty();
        assertThat(calls.get()).isGreaterThan(20);
        assertThat(looks).as("it is never missing").containsOnly(200);
    }

    @Test
    void aRollbackTakesBackWhatCallsOfTheRegrettedVersionStillWrite() {
        ProbeJar.of("regret", "1.0.0").dropInto(plugins, "regret.jar");
        awaitVersion("regret", "1.0.0");
        assertThat(count("regret", "{\"count\":true}")).isEqualTo(1);
        ProbeJar.of("regret", "2.0.0").dropInto(plugins, "regret.jar");
        awaitVersion("regret", "2.0.0");
        CompletableFuture<Long> late =
                CompletableFuture.supplyAsync(() -> count("regret", "{\"sleepMillis\":1000,\"count\":true}"));
        await().untilAsserted(() -> assertThat(
                        pergola.get("/api/v1/executions?running=true").body())
                .contains("regret"));

        assertThat(pergola.request("POST", "/api/v1/plugins/regret/rollback", "")
                        .statusCode())
                .isEqualTo(200);

        assertThat(late.join()).isEqualTo(2);
        assertThat(count("regret", "{\"count\":true}")).isEqualTo(2);
        assertThat(pergola.version("regret")).isEqualTo("1.0.0");
        assertThat(explain("regret.jar")).contains("regret 1.0.0", "rollback");
    }

    private static long count(String id, String input) {
        JsonNode answer = pergola.probe(id, input);
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
        return answer.at("/result/count").asLong();
    }

    @Test
    void aJarThatIsBeingCopiedIsTakenWhenItIsWhole() throws IOException {
        byte[] whole = ProbeJar.of("slow-copy", "1.0.0").padded(400_000).bytes();
        Path file = plugins.resolve("slow-copy.jar");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 10; i++) {
                out.write(Arrays.copyOfRange(whole, whole.length * i / 10, whole.length * (i + 1) / 10));
                out.flush();
                java.util.concurrent.locks.LockSupport.parkNanos(30_000_000);
                if (i < 9) assertThat(pergola.state("slow-copy")).isEqualTo("ABSENT");
            }
        }
        awaitVersion("slow-copy", "1.0.0");
    }

    @Test
    void anUpdateThatIsHalfWrittenLeavesTheOldVersionServing() throws IOException {
        ProbeJar.of("half-update", "1.0.0").dropInto(plugins, "half-update.jar");
        awaitVersion("half-update", "1.0.0");
        byte[] whole = ProbeJar.of("half-update", "2.0.0").padded(300_000).bytes();
        Path file = plugins.resolve("half-update.jar");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
        assertThat(served("half-update")).isEqualTo("1.0.0");

        Files.write(file, whole);

        awaitVersion("half-update", "2.0.0");
    }

    @Test
    void aFileThatIsNoZipIsRefusedAndExplained() throws IOException {
        Files.writeString(plugins.resolve("poem.jar"), "Shall I compare thee to a summer's day?");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(explain("poem.jar")).contains("no complete jar"));
    }

    @Test
    void aPlainBundleBecomesASharedLibraryThatPluginsCanImportFrom() throws IOException {
        Path library = plugins.resolve("acme-lib.jar");
        TestManifests.library(library, "org.acme.lib", "1.2.0", "org.acme.lib");
        ProbeJar.of("library-user", "1.0.0")
                .importing("org.acme.lib;version=\"[1.0,2)\"")
                .dropInto(plugins);

        awaitVersion("library-user", "1.0.0");

        assertThat(pergola.get("/api/v1/libraries").body())
                .contains("org.acme.lib")
                .contains("library-user");
    }

    @Test
    void aMissingFieldIsNamed() throws IOException {
        TestManifests.plugin(plugins.resolve("anonymous.jar"), "anonymous", "1.0.0", "name=Anonymous");

        await().untilAsserted(() ->
                assertThat(explain("anonymous.jar")).contains("'author'").contains("missing"));
        assertThat(pergola.state("anonymous")).isEqualTo("ABSENT");
    }

    @Test
    void aSecondBuildOfTheSameVersionFromAnotherDirectoryIsRefusedAndBothFilesAreNamed() {
        Path first = ProbeJar.of("twin", "1.0.0").dropInto(plugins);
        awaitVersion("twin", "1.0.0");
        ProbeJar.of("twin", "1.0.0").padded(10).dropInto(second, "other-twin.jar");

        await().untilAsserted(() -> assertThat(explain("other-twin.jar"))
                .contains(first.toString())
                .contains("another build of the same version"));
        assertThat(served("twin")).isEqualTo("1.0.0");
    }

    @Test
    void anOlderFileBesideTheNewerOneIsLeftAloneAndOneInItsPlaceIsADowngrade() {
        ProbeJar.of("older", "2.0.0").dropInto(plugins, "older.jar");
        awaitVersion("older", "2.0.0");

        ProbeJar.of("older", "1.0.0").dropInto(plugins, "older-copy.jar");
        await().untilAsserted(() -> assertThat(explain("older-copy.jar")).contains("older than 2.0.0"));
        assertThat(served("older")).isEqualTo("2.0.0");

        ProbeJar.of("older", "1.5.0").dropInto(plugins, "older.jar");
        awaitVersion("older", "1.5.0");
    }

    @Test
    void aRenamedFileGoesOnServingWithItsState() throws IOException {
        Path file = ProbeJar.of("renamed", "1.0.0").dropInto(plugins, "before.jar");
        awaitVersion("renamed", "1.0.0");
        pergola.probe("renamed", "{\"count\":1}");
        String since =
                pergola.json("/api/v1/plugins/renamed").path("installed_at").asText();

        Files.move(file, plugins.resolve("after.jar"));

        await().untilAsserted(() -> assertThat(
                        pergola.json("/api/v1/plugins/renamed").path("source").asText())
                .endsWith("after.jar"));
        assertThat(pergola.json("/api/v1/plugins/renamed").path("installed_at").asText())
                .isEqualTo(since);
        assertThat(pergola.probe("renamed", "{\"count\":1}").at("/result/count").asInt())
                .isEqualTo(2);
    }

    @Test
    void deletingTheFileLetsRunningCallsEnd() throws IOException {
        Path file = ProbeJar.of("deleted", "1.0.0").dropInto(plugins);
        awaitVersion("deleted", "1.0.0");
        CompletableFuture<JsonNode> call =
                CompletableFuture.supplyAsync(() -> pergola.probe("deleted", "{\"sleepMillis\":1500}"));
        await().untilAsserted(() -> assertThat(
                        pergola.get("/api/v1/executions?running=true").body())
                .contains("deleted"));

        Files.delete(file);

        await().untilAsserted(() -> assertThat(pergola.state("deleted")).isEqualTo("ABSENT"));
        assertThat(call.join().path("status").asText()).isEqualTo("success");
    }

    @Test
    void replacedTwiceWithinASecondEndsAtTheLast() {
        ProbeJar.of("hasty", "1.0.0").dropInto(plugins, "hasty.jar");
        awaitVersion("hasty", "1.0.0");

        ProbeJar.of("hasty", "1.1.0").dropInto(plugins, "hasty.jar");
        ProbeJar.of("hasty", "1.2.0").dropInto(plugins, "hasty.jar");

        awaitVersion("hasty", "1.2.0");
        String answer = pergola.get("/api/v1/plugins/hasty").body();
        assertThat(pergola.parse(answer).path("state").asText()).as(answer).isEqualTo("ACTIVE");
    }

    /** What an uninstallation sets aside stays in the folder, and is nobody's business any more. */
    @Test
    void uninstalledAndDroppedAgainManyTimesItRunsEachTimeAndSoDoOthers() {
        for (int i = 0; i < 4; i++) {
            ProbeJar.of("again", "1.0.0").dropInto(plugins, "again.jar");
            awaitVersion("again", "1.0.0");
            assertThat(pergola.request("DELETE", "/api/v1/plugins/again", "").statusCode())
                    .isLessThan(300);
            await().until(() -> pergola.state("again").equals("ABSENT"));
        }
        ProbeJar.of("another", "1.0.0").dropInto(plugins, "another.jar");
        awaitVersion("another", "1.0.0");
    }

    @Test
    void whateverGoesWrongAtTheStartTheOldVersionGoesOn() {
        for (String behaviour : List.of(
                "throw-in-activate", "hang-in-activate", "throw-in-initialize", "hang-in-initialize", "unhealthy")) {
            String id = "bad-" + behaviour;
            ProbeJar.of(id, "1.0.0").dropInto(plugins, id + ".jar");
            awaitVersion(id, "1.0.0");
            pergola.probe(id, "{\"count\":1}");

            ProbeJar.of(id, "2.0.0").behaving(behaviour).dropInto(plugins, id + ".jar");

            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(explain(id)).as(id).contains("rolled back"));
            assertThat(served(id)).isEqualTo("1.0.0");
            assertThat(pergola.probe(id, "{\"count\":1}").at("/result/count").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void aNewPluginThatFailsIsShownAsFailedAndCanBeMendedInPlace() {
        ProbeJar.of("mended", "1.0.0").behaving("throw-in-activate").dropInto(plugins, "mended.jar");
        await().untilAsserted(() -> assertThat(pergola.state("mended")).isEqualTo("FAILED"));
        assertThat(explain("mended")).contains("the probe was told to throw");

        ProbeJar.of("mended", "1.0.0").padded(5).dropInto(plugins, "mended.jar");

        awaitVersion("mended", "1.0.0");
    }

    @Test
    void oneThatHangsWhenItStopsIsCutOff() throws IOException {
        Path file =
                ProbeJar.of("clinging", "1.0.0").behaving("hang-in-deactivate").dropInto(plugins);
        awaitVersion("clinging", "1.0.0");

        Files.delete(file);

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(pergola.state("clinging")).isEqualTo("ABSENT"));
    }

    @Test
    void aPluginWaitsForWhatItNeedsAndStartsWhenThatArrives() {
        ProbeJar.of("needy", "1.0.0").needing("needed", "1.0.0", "2.0.0").dropInto(plugins);
        await().untilAsserted(() -> assertThat(pergola.state("needy")).isEqualTo("LOADED"));
        assertThat(explain("needy")).contains("needed").contains("not running");

        ProbeJar.of("needed", "1.3.0").dropInto(plugins, "needed.jar");
        awaitVersion("needy", "1.0.0");

        // An update of the provider takes its declared dependents along (and nobody else: BlastRadiusIT).
        ProbeJar.of("needed", "1.4.0").dropInto(plugins, "needed.jar");
        awaitVersion("needed", "1.4.0");
        assertThat(served("needy")).isEqualTo("1.0.0");

        // One that would leave the dependent without is refused, and everything stays.
        ProbeJar.of("needed", "2.0.0").dropInto(plugins, "needed.jar");
        await().untilAsserted(() -> assertThat(explain("needed.jar")).contains("needy"));
        assertThat(served("needed")).isEqualTo("1.4.0");
        assertThat(served("needy")).isEqualTo("1.0.0");
    }

    @Test
    void pluginsThatNeedEachOtherStartTogether() {
        ProbeJar.of("circle-a", "1.0.0").needing("circle-b", "1.0.0", "2.0.0").dropInto(plugins);
        await().untilAsserted(() -> assertThat(pergola.state("circle-a")).isEqualTo("LOADED"));
        ProbeJar.of("circle-b", "1.0.0").needing("circle-a", "1.0.0", "2.0.0").dropInto(plugins);

        awaitVersion("circle-a", "1.0.0");
        awaitVersion("circle-b", "1.0.0");
    }

    @Test
    void aConflictIsRefusedAndNamesTheOther() {
        ProbeJar.of("peaceful", "1.0.0").dropInto(plugins);
        awaitVersion("peaceful", "1.0.0");
        ProbeJar.of("quarrelsome", "1.0.0")
                .requiring("pergola.conflict;plugin=peaceful;versions=\"[1,2)\";effective:=pergola")
                .dropInto(plugins);

        await().untilAsserted(
                        () -> assertThat(explain("quarrelsome-1.0.0.jar")).contains("cannot run beside peaceful"));
        assertThat(pergola.state("quarrelsome")).isEqualTo("ABSENT");
    }

    @Test
    void aPluginForAnotherEngineIsRefused() throws IOException {
        TestManifests.plugin(
                plugins.resolve("future.jar"), "future", "1.0.0", "name=Future;author=Ada", "(version>=7.0.0)");

        await().untilAsserted(() ->
                assertThat(explain("future.jar")).contains("7.0.0").contains("1.0.0"));
    }

    @Test
    void theDirectoryMayVanishAndComeBack() throws IOException {
        ProbeJar.of("homeless", "1.0.0").dropInto(second);
        awaitVersion("homeless", "1.0.0");
        Path away = Files.move(second, folder.resolve("away"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(pergola.state("homeless")).isEqualTo("ABSENT"));

        Files.move(away, second, StandardCopyOption.ATOMIC_MOVE);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(pergola.state("homeless")).isEqualTo("ACTIVE"));
        ProbeJar.of("homeless", "1.1.0").dropInto(second, "homeless-1.0.0.jar");
        awaitVersion("homeless", "1.1.0");
    }

    private static void awaitVersion(String plugin, String version) {
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(served(plugin)).isEqualTo(version));
    }

    /** The version that answers, or nothing. */
    private static String served(String plugin) {
        return pergola.probe(plugin, "{}").at("/result/version").asText();
    }

    private static String explain(String subject) {
        JsonNode answer = Instance.parse(pergola.get("/api/v1/plugins/"
                        + java.net.URLEncoder.encode(subject, java.nio.charset.StandardCharsets.UTF_8) + "/explain")
                .body());
        return answer.toString();
    }
}
