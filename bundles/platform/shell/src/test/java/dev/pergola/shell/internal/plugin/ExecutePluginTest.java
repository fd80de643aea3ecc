package dev.pergola.shell.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.shell.internal.fake.Gogo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutePluginTest {
    @TempDir
    private Path folder;

    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void aTaskIsDoneWithItsInputAndPrinted() throws Exception {
        gogo.variables.put("pergola.actor", "ada");
        assertThat(gogo.run("plugin:exec wordcount WORD_COUNT --input '{\"text\": \"to be or\"}' --timeout 500ms"))
                .contains("\"words\" : 3", "\"type\" : \"WORD_COUNT\"")
                .doesNotContain("cpu");
        assertThat(gogo.fakes.calls.made).contains("WORD_COUNT by ada");
        assertThat(gogo.fakes.calls.options.get(0).timeout()).isEqualTo(Optional.of(Duration.ofMillis(500)));
    }

    @Test
    void inputComesFromAFileOrAPipeToo() throws Exception {
        Path file = Files.writeString(folder.resolve("in.json"), "{\"text\":\"a b c d\"}");
        assertThat(gogo.run("plugin:exec wordcount --input @" + file)).contains("\"words\" : 4");
        assertThat(gogo.run("cat " + file + " | plugin:exec wordcount --input -"))
                .contains("\"words\" : 4");
        assertThat(gogo.fail("plugin:exec wordcount --input -")).contains("Nothing is piped in");
        assertThat(gogo.fail("plugin:exec wordcount --input @" + folder.resolve("no.json")))
                .contains("There is no file");
    }

    @Test
    void jsonHasStatusAndUsage() throws Exception {
        assertThat(gogo.run("plugin:exec wordcount --json"))
                .contains(
                        "\"status\" : \"success\"",
                        "\"result\" :",
                        "\"execution_time_ms\" : 12.0",
                        "\"allocated_bytes\" : 2048");
    }

    @Test
    void inputThatIsNoJsonObjectIsAnErrorThatTellsAboutQuotes() {
        assertThat(gogo.fail("plugin:exec wordcount --input {\"text\":\"a\"}"))
                .contains("not a JSON object", "single quotes");
        assertThat(gogo.fail("plugin:exec wordcount --input '[1]'")).contains("not a JSON object");
        assertThat(gogo.fail("plugin:exec wordcount --input '{} x'")).contains("not a JSON object");
        assertThat(gogo.fail("plugin:exec wordcount --input 'null'")).contains("is null");
        assertThat(gogo.fail("plugin:exec wordcount --timeout soon")).contains("--timeout is not a duration: soon");
    }

    @Test
    void whatThePluginThrowsIsTheError() {
        TaskProcessor broken = (task, context) -> {
            throw new IllegalStateException("out of words");
        };
        gogo.fakes.calls.remove("wordcount");
        gogo.fakes.calls.add(TaskProcessor.class, "wordcount", "broken", broken, Map.of());
        assertThat(gogo.fail("plugin:exec wordcount"))
                .isEqualTo("error: wordcount: failed: out of words\n  It threw java.lang.IllegalStateException\n"
                        + "  See what it logged: plugin:log wordcount");
        gogo.fakes.calls.remove("wordcount");
        assertThat(gogo.fail("plugin:exec wordcount")).contains("rejected: no such extension");
    }

    @Test
    void aVersionThatIsNotThereIsAnError() {
        assertThat(gogo.fail("plugin:exec wordcount --version 5.0.0")).contains("no version 5.0.0");
    }
}
