package dev.pergola.plugins.concordance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.Task;
import dev.pergola.testing.fake.FakeExecutionContext;
import dev.pergola.testing.fake.FakeExecutionContext.Progress;
import dev.pergola.testing.fake.FakePluginContext;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcordanceTest {
    private static final Map<String, Object> SMALL = Map.of("sizeMb", 1);

    @TempDir
    Path folder;

    private final Concordance concordance = new Concordance();
    private FakeExecutionContext context;

    @BeforeEach
    void aCall() {
        context = FakeExecutionContext.of(FakePluginContext.of("concordance").withDataDirectory(folder));
    }

    @Test
    void indexesATextOfTheSizeAskedFor() throws IOException {
        Map<String, Object> answer = index(SMALL);

        assertThat((long) answer.get("bytes")).isBetween((1L << 20) - 120, 1L << 20);
        assertThat((int) answer.get("words")).isEqualTo(12 * (int) answer.get("lines"));
        assertThat((int) answer.get("distinctWords")).isGreaterThan(50_000).isLessThan((int) answer.get("words"));
        assertThat((List<?>) answer.get("topWords")).hasSize(10);
    }

    @Test
    void makesUpTheSameTextForTheSameSeed() throws IOException {
        Map<String, Object> first = index(SMALL);

        assertThat(index(SMALL)).isEqualTo(first);
        assertThat(index(Map.of("sizeMb", 1, "seed", 2)).get("firstLine")).isNotEqualTo(first.get("firstLine"));
        assertThat(first).containsEntry("firstLine", new RandomText(1).line().strip());
    }

    @Test
    void listsAsManyWordsAsAreAskedFor() throws IOException {
        assertThat((List<?>) index(Map.of("sizeMb", 1, "top", 0)).get("topWords"))
                .isEmpty();
        assertThat((List<?>) index(Map.of("sizeMb", 1, "top", 100)).get("topWords"))
                .hasSize(100);
    }

    @Test
    void tellsHowFarItIs() throws IOException {
        index(SMALL);

        List<Progress> progress = context.progress();
        assertThat(progress.get(0).message()).isEqualTo("writing line 1024");
        assertThat(progress.get(progress.size() - 1).message()).startsWith("indexing line ");
        assertThat(progress).extracting(Progress::fraction).isSorted();
    }

    @Test
    void leavesNoFileBehind() throws IOException {
        index(SMALL);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesNoFileBehindWhenItIsCancelledWhileItWrites() {
        context.cancelAfter(3);

        assertThatThrownBy(() -> index(SMALL))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Cancelled while writing line 4096");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesNoFileBehindWhenItIsCancelledWhileItIndexes() {
        context.cancelAfter(35);

        assertThatThrownBy(() -> index(SMALL))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("indexing");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesNoFileBehindWhenItIsCancelledWhileItReads() {
        context.cancelAfter(20);

        assertThatThrownBy(() -> index(SMALL))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("reading");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> index(SMALL)).isInstanceOf(Exception.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(context.progress()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void overwritesNothing() throws IOException {
        Path taken = Files.writeString(folder.resolve(context.executionId() + ".txt"), "somebody's");

        assertThatThrownBy(() -> index(SMALL)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(taken).hasContent("somebody's");
    }

    @Test
    void saysWhatIsWrongWithAnOrder() {
        refuses("sizeMb", 0, "'sizeMb' must be a whole number from 1 to 64");
        refuses("sizeMb", 65, "'sizeMb' must be a whole number from 1 to 64");
        refuses("sizeMb", 1.5, "'sizeMb' must be a whole number from 1 to 64");
        refuses("seed", "one", "'seed' must be a whole number from 0 to 2147483647");
        refuses("top", 101, "'top' must be a whole number from 0 to 100");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesOtherTasks() {
        assertThatThrownBy(() -> concordance.process(new Task("SORT_TEXT", Map.of()), context))
                .isInstanceOf(UnsupportedTaskTypeException.class);
    }

    private void refuses(String key, Object value, String message) {
        assertThatThrownBy(() -> index(Map.of(key, value)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    private Map<String, Object> index(Map<String, Object> input) throws IOException {
        return concordance.process(new Task("INDEX_TEXT", input), context).output();
    }
}
