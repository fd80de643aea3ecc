package dev.pergola.plugins.wordcount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.Task;
import dev.pergola.testing.fake.FakeConfiguration;
import dev.pergola.testing.fake.FakeExecutionContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class WordCountTest {
    private final WordCount wordCount = new WordCount(configuration(Map.of()));
    private final FakeExecutionContext context = FakeExecutionContext.of("wordcount");

    @Test
    void countsTheWordsOfAShortText() {
        assertThat(count("The whale, the white whale; the Whale!"))
                .containsEntry("words", 7)
                .containsEntry("distinctWords", 3)
                .containsEntry(
                        "topWords",
                        List.of(
                                Map.of("word", "the", "count", 3),
                                Map.of("word", "whale", "count", 3),
                                Map.of("word", "white", "count", 1)));
    }

    @Test
    void distinguishesCaseWhereConfigured() {
        wordCount.configure(configuration(Map.of("ignoreCase", false)));

        assertThat(count("Whale whale")).containsEntry("distinctWords", 2);
    }

    @Test
    void leavesStopWordsOutOfTheListButCountsThem() {
        wordCount.configure(configuration(Map.of("stopWords", new String[] {" THE ", "of", ""}, "topWords", 1)));

        assertThat(count("the head of the whale of the sea, the whale"))
                .containsEntry("words", 10)
                .containsEntry("topWords", List.of(Map.of("word", "whale", "count", 2)));
    }

    @Test
    void describesTheWholeOfMobyDick() throws IOException {
        Map<String, Object> statistics = statistics(mobyDick());

        // Other programs count between 208,000 (split at white space) and 216,000 (split at hyphens too).
        assertThat((int) statistics.get("words")).isBetween(208_000, 216_000);
        assertThat(statistics)
                .contains(entry(
                        "characters", mobyDick().codePointCount(0, mobyDick().length())))
                .hasEntrySatisfying(
                        "topWords",
                        top -> assertThat((List<?>) top)
                                .hasSize(10)
                                .first()
                                .asString()
                                .contains("the"));
        assertThat((int) statistics.get("sentences")).isBetween(8_000, 11_000);
        assertThat((long) statistics.get("readingTimeSeconds")).isBetween(52_000L, 55_000L);
        assertThat((double) statistics.get("readingEase")).isBetween(50.0, 75.0);
    }

    @Test
    void hasNoAveragesForATextWithoutWords() {
        assertThat(statistics("... 	— !"))
                .containsEntry("words", 0)
                .containsEntry("sentences", 0)
                .containsEntry("paragraphs", 0)
                .doesNotContainKeys("readingEase", "wordsPerSentence");
    }

    @Test
    void refusesInputWithoutAText() {
        assertThatThrownBy(() -> wordCount.process(new Task("WORD_COUNT", Map.of("text", 7)), context))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'text'");
    }

    @Test
    void refusesATextThatIsTooLong() {
        String text = "a".repeat(WordCount.MAX_CHARACTERS + 1);

        assertThatThrownBy(() -> count(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("split it");
    }

    @Test
    void refusesOtherTasks() {
        assertThatThrownBy(() -> wordCount.process(new Task("TRANSLATE", Map.of("text", "")), context))
                .isInstanceOf(UnsupportedTaskTypeException.class);
    }

    @Test
    void endsSoonAfterTheCallIsCancelled() {
        context.cancelAfter(1);

        assertThatThrownBy(() -> count("whale ".repeat(100_000)))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Cancelled after 8192 words");
    }

    private Map<String, Object> count(String text) {
        return wordCount
                .process(new Task("WORD_COUNT", Map.of("text", text)), context)
                .output();
    }

    private Map<String, Object> statistics(String text) {
        return wordCount
                .process(new Task("TEXT_STATISTICS", Map.of("text", text)), context)
                .output();
    }

    private static WordCountConfiguration configuration(Map<String, Object> values) {
        return FakeConfiguration.of(WordCountConfiguration.class, values);
    }

    private static String mobyDick() throws IOException {
        try (InputStream book = WordCountTest.class.getResourceAsStream("/moby-dick.txt")) {
            return new String(Objects.requireNonNull(book).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
