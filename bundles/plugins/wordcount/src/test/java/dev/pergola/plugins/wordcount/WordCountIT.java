package dev.pergola.plugins.wordcount;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The plugin's own jar in a real runtime; in the phase integration-test, hence the name. */
@PergolaTest
class WordCountIT {
    private final PluginClient wordCount;

    WordCountIT(PluginClient wordCount) {
        this.wordCount = wordCount;
    }

    @AfterEach
    void backToTheDefaults() {
        wordCount.configure(Map.of());
    }

    @Test
    void isTheJarThatMavenMade() {
        assertThat(PergolaRuntime.location("wordcount").toString()).endsWith(".jar");
        assertThat(wordCount).isActive();
        assertThat(wordCount.info().metadata().name()).isEqualTo("Word count");
    }

    @Test
    void countsWordsWhereNoTypeIsNamed() {
        assertThatOutput(wordCount.execute(Map.of("text", "to be or not to be")))
                .containsEntry("words", 6)
                .doesNotContainKey("sentences");
    }

    @Test
    void readsTheWholeOfMobyDick() throws IOException {
        Result<TaskResult> result = wordCount.execute("TEXT_STATISTICS", Map.of("text", mobyDick()));

        assertThatOutput(result)
                .containsKeys("sentences", "readingEase")
                .hasEntrySatisfying("words", words -> assertThat((int) words).isGreaterThan(208_000));
        assertThat(result.call().usage().allocatedBytes()).isPositive();
    }

    @Test
    void listsNoStopWordsByDefault() {
        assertThat(wordCount.configure(Map.of())).containsEntry("stopWords", List.of());
    }

    @Test
    void takesANewConfigurationWhileItRuns() {
        assertThat(topWords("the whale, the sea")).containsExactly("the", "sea", "whale");
        Map<String, Object> effective = wordCount.configure(Map.of("topWords", 1, "stopWords", List.of("the")));

        assertThat(effective).containsEntry("ignoreCase", true);
        // ConfigurationAdmin hands it over on a thread of its own.
        await().untilAsserted(() -> assertThat(topWords("the whale, the sea")).containsExactly("sea"));
    }

    @Test
    void keepsItsConfigurationAcrossAReload() {
        wordCount.configure(Map.of("topWords", 1));
        wordCount.reload();

        assertThat(topWords("the whale, the sea")).containsExactly("the");
    }

    @Test
    void refusesAConfigurationThatDoesNotFit() {
        assertThatThrownBy(() -> wordCount.configure(Map.of("topWords", -5)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("topWords");
        assertThatThrownBy(() -> wordCount.configure(Map.of("topWords", "many")))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThat(topWords("the whale, the sea")).hasSize(3);
    }

    /** R52: bounds and texts from the Metatype, lengths from the extension, in one schema. */
    @Test
    void showsTheShapeOfItsConfiguration(PergolaRuntime runtime) {
        Map<String, Object> schema =
                runtime.plugins().configuration(wordCount.id()).schema();

        assertThat(at(schema, "properties", "topWords"))
                .containsEntry("minimum", 0)
                .containsEntry("maximum", 1000);
        assertThat(at(schema, "properties", "stopWords"))
                .containsEntry("type", "array")
                .containsEntry("maxItems", 10_000)
                .containsEntry("items", Map.of("type", "string", "minLength", 1, "maxLength", 100));
        assertThat(at(schema, "properties", "ignoreCase")).doesNotContainKeys("minimum", "maximum");
        assertThat(schema).containsEntry("additionalProperties", false);
    }

    /** R52. */
    @Test
    void holdsStopWordsToWhatItsExtensionAsks() {
        assertThatThrownBy(() -> wordCount.configure(Map.of("stopWords", List.of("a".repeat(101)))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("stopWords");
        assertThatThrownBy(() -> wordCount.configure(Map.of("stopWords", List.of("of the"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("'of the' is not one word");
        assertThat(wordCount.configure(Map.of("stopWords", List.of("don't", "the"))))
                .containsEntry("stopWords", List.of("don't", "the"));
    }

    @SuppressWarnings("unchecked") // The keys of a schema are texts.
    private static Map<String, Object> at(Map<String, Object> schema, String... path) {
        Map<String, Object> here = schema;
        for (String key : path) here = (Map<String, Object>) here.get(key);
        return here;
    }

    @Test
    void endsACallWithoutATextAsRejected() {
        assertThat(wordCount.execute("WORD_COUNT", Map.of()))
                .endedAs(Status.REJECTED)
                .hasMessageContaining("'text'");
    }

    private List<String> topWords(String text) {
        List<?> top = (List<?>) wordCount
                .execute("WORD_COUNT", Map.of("text", text))
                .orElseThrow()
                .output()
                .get("topWords");
        return top.stream()
                .map(entry -> (String) ((Map<?, ?>) entry).get("word"))
                .toList();
    }

    private static String mobyDick() throws IOException {
        try (InputStream book = WordCountIT.class.getResourceAsStream("/moby-dick.txt")) {
            return new String(book.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
