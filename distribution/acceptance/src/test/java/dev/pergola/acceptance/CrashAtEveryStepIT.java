package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Killed at any step of any operation, the next start finds the old thing whole or the new one whole, what the plugin
 * keeps included, and a second attempt works (R30, R94). The start after one crash is the start before the next.
 */
class CrashAtEveryStepIT {
    private static final List<String> STARTING =
            List.of("begun", "installing", "starting", "checking", "committing", "finishing", "committed");
    private static final List<String> STOPPING = List.of("stopping", "finishing", "committed");
    private static final List<String> REMOVING =
            List.of("stopping", "removing with data", "removing with data, committed", "finishing", "committed");

    /** Each with its steps, and what is seen of a plugin before and after. */
    private enum Operation {
        INSTALL(STARTING, "ABSENT", "1.0.0 counted 0, kept []"),
        UPDATE(STARTING, "1.0.0 counted 1, kept [note]", "2.0.0 counted 1, kept [note]"),
        ROLLBACK(STARTING, "2.0.0 counted 2, kept [note]", "1.0.0 counted 1, kept [note]"),
        RELOAD(STARTING, "1.0.0 counted 1, kept [note]", "1.0.0 counted 1, kept [note]"),
        DISABLE(STOPPING, "1.0.0 counted 1, kept [note]", "LOADED"),
        UNINSTALL(REMOVING, "1.0.0 counted 1, kept [note]", "ABSENT");

        private final List<String> steps;
        private final String before;
        private final String after;

        /** Whether the store says by then that it is done. */
        boolean doneAt(String step) {
            return step.endsWith("committed") || this == UNINSTALL && step.equals("finishing");
        }

        Operation(List<String> steps, String before, String after) {
            this.steps = steps;
            this.before = before;
            this.after = after;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(Operation.values())
                .flatMap(operation -> operation.steps.stream().map(step -> Arguments.of(operation, step)));
    }

    @TempDir
    static Path folder;

    private static Path order;
    private static Instance pergola;

    @BeforeAll
    static void begin() throws Exception {
        order = folder.resolve("halt");
        Bundles.crash(folder);
        Files.createDirectories(folder.resolve("jars"));
        start();
    }

    @AfterAll
    static void end() {
        pergola.close();
    }

    private static void start() {
        pergola = Instance.quick(
                folder.resolve("data"),
                folder.resolve("plugins"),
                "--set",
                "kernel.bundles=" + folder.resolve("crash.jar") + ",lib/bundles/*.jar",
                "-Dtest.halt=" + order);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("cases")
    void killedThereTheOldIsWholeOrTheNewIsAndAnotherAttemptWorks(Operation operation, String step) throws Exception {
        String id = operation.word() + "-" + step.replaceAll("\\W+", "-");
        prepare(operation, id);
        assertThat(seen(id)).isEqualTo(operation.before);
        Files.writeString(order, operation.word() + ":" + step + ":" + id);

        perishIn(operation, id);

        assertThat(pergola.process().waitFor(20, TimeUnit.SECONDS))
                .as(pergola.output())
                .isTrue();
        assertThat(pergola.process().exitValue()).as(pergola.output()).isEqualTo(137);
        Files.delete(order);
        start();
        boolean done = operation.doneAt(step);
        assertThat(seen(id)).isEqualTo(done ? operation.after : operation.before);
        try (Stream<Path> staged = Files.list(folder.resolve("data/staging"))) {
            assertThat(staged).isEmpty();
        }
        if (!done) {
            assertThat(perform(operation, id).statusCode()).isIn(200, 201, 204);
            assertThat(seen(id)).isEqualTo(operation.after);
        }
        itGoesOn(operation, id);
        // So that the next start has no more to do than this one had.
        pergola.request("DELETE", "/api/v1/plugins/" + id, "");
    }

    private static void prepare(Operation operation, String id) throws IOException {
        if (operation == Operation.INSTALL) return;
        install(id, "1.0.0");
        pergola.probe(id, "{\"count\":1,\"keep\":\"note\"}");
        if (operation != Operation.ROLLBACK) return;
        install(id, "2.0.0");
        pergola.probe(id, "{\"count\":1}");
    }

    /** Whatever happened: the plugin can be got to run, with what belongs to it and nothing else. */
    private static void itGoesOn(Operation operation, String id) throws IOException {
        switch (operation) {
            case INSTALL, UPDATE, ROLLBACK, RELOAD -> {
                assertThat(post(id, "reload").statusCode()).isEqualTo(200);
                assertThat(seen(id)).isEqualTo(operation.after);
            }
            case DISABLE -> {
                assertThat(post(id, "enable").statusCode()).isEqualTo(200);
                assertThat(seen(id)).isEqualTo(operation.before);
            }
            case UNINSTALL -> {
                install(id, "1.0.0");
                assertThat(seen(id)).isEqualTo("1.0.0 counted 0, kept []");
            }
        }
    }

    private static void perishIn(Operation operation, String id) throws IOException {
        try {
            HttpResponse<String> answer = perform(operation, id);
            assertThat(answer.statusCode())
                    .as("it did not perish: " + answer.body())
                    .isZero();
        } catch (UncheckedIOException e) {
            assertThat(e).as("the connection went with the process").isNotNull();
        }
    }

    private static HttpResponse<String> perform(Operation operation, String id) throws IOException {
        return switch (operation) {
            case INSTALL -> tryInstall(id, "1.0.0");
            case UPDATE -> tryInstall(id, "2.0.0");
            case ROLLBACK, RELOAD, DISABLE -> post(id, operation.word());
            case UNINSTALL -> pergola.request("DELETE", "/api/v1/plugins/" + id, "");
        };
    }

    private static HttpResponse<String> post(String id, String word) {
        return pergola.request("POST", "/api/v1/plugins/" + id + "/" + word, "");
    }

    private static void install(String id, String version) throws IOException {
        HttpResponse<String> answer = tryInstall(id, version);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    private static HttpResponse<String> tryInstall(String id, String version) throws IOException {
        Path jar = folder.resolve("jars/" + id + "-" + version + ".jar");
        if (!Files.exists(jar)) Files.write(jar, ProbeJar.of(id, version).bytes());
        return pergola.request("POST", "/api/v1/plugins", "{\"path\":\"" + jar + "\"}");
    }

    /** Its state where it does not run; else the version that answers, and what that finds of its own. */
    private static String seen(String id) {
        String state = pergola.state(id);
        if (!state.equals("ACTIVE")) return state;
        JsonNode result = pergola.probe(id, "{\"look\":true}").path("result");
        return result.path("version").asText() + " counted "
                + result.path("counted").asText() + ", kept "
                + result.path("kept").asText();
    }
}
