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
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is started and contained waits for whichever plugin is called next (R100, R104). */
class WarmSandboxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String READY = "Ready for plugins that have none: ";

    @TempDir
    Path folder;

    private Instance pergola;

    private void start(String... more) throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        List<String> settings = Stream.concat(
                        Stream.of("--set", "sandbox.plugins=*", "--set", "sandbox.warm-processes=1"), Stream.of(more))
                .toList();
        pergola = Instance.quick(folder.resolve("data"), plugins, settings.toArray(String[]::new));
        for (String id : List.of("one", "two")) ProbeJar.of(id, "1.0.0").dropInto(plugins);
        for (String id : List.of("one", "two"))
            await().atMost(PATIENCE).until(() -> pergola.state(id).equals("ACTIVE"));
    }

    private JsonNode call(String plugin, String input) {
        return pergola.probe(plugin, input);
    }

    private void note(String plugin) {
        JsonNode answer = call(plugin, "{\"do\":\"note\"}");
        assertThat(answer.at("/result/did").asText()).as("%s", answer).isEqualTo(plugin);
    }

    private Path noteOf(String plugin) {
        return folder.resolve("data/plugin-data").resolve(plugin).resolve("note");
    }

    private void awaitReady() {
        await().atMost(PATIENCE)
                .until(() -> pergola.pergola("shell", "sandbox:list").out().contains(READY));
    }

    private long processOf(String plugin) {
        return sandboxOf(plugin).path("pid").asLong();
    }

    private boolean frameworkOf(String plugin) {
        return sandboxOf(plugin).path("framework").asBoolean();
    }

    private JsonNode sandboxOf(String plugin) {
        return StreamSupport.stream(pergola.json("/api/v1/sandboxes").spliterator(), false)
                .filter(sandbox -> sandbox.path("plugin_id").asText().equals(plugin))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "B", "C"})
    void aPluginGetsTheOneThatWaitsWithItsOwnFolderInIt(String isolation) throws IOException {
        start("--insecure", "--set", "sandbox.isolation=" + isolation);
        try {
            JsonNode found = pergola.json("/api/v1/sandboxes/isolation");
            assumeThat(found.path("works").asBoolean())
                    .as("this tier works here")
                    .isTrue();
            note("one");
            awaitReady();
            Children before = Children.of(pergola);

            note("two");

            assertThat(before.processes()).extracting(ProcessHandle::pid).contains(processOf("two"));
            assertThat(noteOf("two")).hasContent("two");
            JsonNode stolen = call("two", "{\"do\":\"read\",\"path\":\"" + noteOf("one") + "\"}");
            if (!found.path("tier").asText().equals("C"))
                assertThat(stolen.at("/error/exception").asText()).contains("NoSuchFileException");
            endsWithNothingLeft();
        } finally {
            pergola.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whereItIsHeldToPermissionsItIsHeldToThoseOfThePluginThatCame(int most) throws IOException {
        start("--set", "sandbox.processes=" + most);
        try {
            note("one");
            if (most > 1) awaitReady();
            Children before = Children.of(pergola);

            note("two");

            if (most > 1)
                assertThat(before.processes()).extracting(ProcessHandle::pid).contains(processOf("two"));

            JsonNode stolen = call("two", "{\"do\":\"read\",\"path\":\"" + noteOf("one") + "\"}");
            assertThat(stolen.path("status").asText()).as("%s", stolen).isEqualTo("security_violation");
            assertThat(pergola.json("/api/v1/sandboxes").size()).isLessThanOrEqualTo(most);
            endsWithNothingLeft();
        } finally {
            pergola.close();
        }
    }

    /** That one is there before anybody knows whether there will be a framework in it. */
    @ParameterizedTest
    @ValueSource(strings = {"when-needed", "always"})
    void aPluginThatNeedsAFrameworkGetsOneInTheOneThatWaits(String when) throws IOException {
        ProbeJar.of("three", "1.0.0")
                .importing("org.osgi.framework.wiring")
                .dropInto(Files.createDirectories(folder.resolve("plugins")));
        start("--insecure", "--set", "sandbox.framework=" + when);
        try {
            await().atMost(PATIENCE).until(() -> pergola.state("three").equals("ACTIVE"));
            note("one");
            awaitReady();
            Children before = Children.of(pergola);

            note("three");

            assertThat(before.processes()).extracting(ProcessHandle::pid).contains(processOf("three"));
            assertThat(frameworkOf("three")).isTrue();
            assertThat(frameworkOf("one")).isEqualTo(when.equals("always"));
            assertThat(pergola.pergola("shell", "sandbox:list").out()).contains("FRAMEWORK");
        } finally {
            pergola.close();
        }
    }

    @Test
    void whereNothingCanBeShownToTheOneThatWaitsThePluginGetsAnother() throws IOException {
        start();
        try {
            note("one");
            awaitReady();
            List<ProcessHandle> holders = Children.of(pergola).processes().stream()
                    .filter(process -> process.info().command().orElse("").endsWith("cat"))
                    .toList();
            assumeThat(holders).as("folders are shown to boxes here").isNotEmpty();
            holders.forEach(ProcessHandle::destroyForcibly);
            await().atMost(PATIENCE).until(() -> holders.stream().noneMatch(ProcessHandle::isAlive));

            Children before = Children.of(pergola);

            note("two");

            assertThat(noteOf("two")).hasContent("two");
            assertThat(before.processes()).extracting(ProcessHandle::pid).doesNotContain(processOf("two"));
        } finally {
            pergola.close();
        }
    }

    private void endsWithNothingLeft() {
        Children all = Children.of(pergola);
        pergola.process().destroyForcibly();
        await().atMost(Duration.ofSeconds(5)).until(() -> all.running().isEmpty());
    }
}
