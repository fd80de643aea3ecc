package dev.pergola.plugins.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.Task;
import dev.pergola.testing.fake.FakeExecutionContext;
import dev.pergola.testing.fake.FakePluginContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done without harm: what stops the rest is tested by the acceptance tests of sandboxes. */
class HostileTest {
    private static final List<String> DEEDS =
            Stream.of(Deed.values()).map(Deed::label).toList();

    @TempDir
    Path folder;

    private final Hostile hostile = new Hostile();

    @Test
    void theReadmeListsAllDeedsAndNoOther() throws IOException {
        Pattern row = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");

        assertThat(row.matcher(Files.readString(Path.of("README.md"))).results().map(found -> found.group(1)))
                .containsExactlyElementsOf(DEEDS);
    }

    @Test
    void whoeverNamesNoneOrAnUnknownOneIsToldWhichThereAre() {
        for (Map<String, Object> input :
                List.<Map<String, Object>>of(Map.of(), Map.of("deed", "HEAP"), Map.of("deed", ""), Map.of("deed", 1))) {
            assertThatThrownBy(() -> harm(input))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("'deed' must be one of " + String.join(", ", DEEDS));
        }
    }

    @Test
    void refusesOtherTasks() {
        assertThatThrownBy(() -> hostile.process(new Task("DO_GOOD", Map.of("deed", "nothing")), context()))
                .isInstanceOf(UnsupportedTaskTypeException.class);
    }

    @Test
    void saysWhatIsWrongWithAnInput() {
        assertThatThrownBy(() -> harm(Map.of("deed", "disk-rate", "megabytes", "many")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("'megabytes' must be a number, and not below 0");
        assertThatThrownBy(() -> harm(Map.of("deed", "connect", "port", -1))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> harm(Map.of("deed", "read", "path", 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("'path' must be a text");
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("deed", "read");
        nothing.put("path", null);
        assertThatThrownBy(() -> harm(nothing)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void nothingDeletesWhatWasLeftAndNoMore() throws Exception {
        Files.writeString(folder.resolve("hostile-0"), "left");
        Files.writeString(folder.resolve("other"), "kept");

        assertThat(harm("nothing")).isEqualTo("of it");

        assertThat(folder).isDirectoryNotContaining("glob:**hostile-*").isDirectoryContaining("glob:**other");
    }

    @Test
    void whatIsNotStoppedSaysWhatCameOfItAndLeavesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("host.txt"), "of the host");

        assertThat(harm(Map.of("deed", "read", "path", file.toString()))).isEqualTo("of the host");
        assertThat(harm("one-line")).isEqualTo("one line");
        assertThat(harm(Map.of("deed", "cpu-burn", "millis", 1)).toString()).endsWith(" turns");
        assertThat(harm(Map.of("deed", "disk-rate", "megabytes", 8))).isEqualTo("8 MiB");
        assertThat(folder).isDirectoryNotContaining("glob:**hostile-*");
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(harm(Map.of("deed", "connect", "port", listening.getLocalPort())))
                    .isEqualTo("connected");
        }
    }

    @Test
    void aStackOverflowsAndAResultIsGiant() throws Exception {
        assertThatThrownBy(() -> harm("stack-overflow")).isInstanceOf(StackOverflowError.class);
        assertThat((List<?>) harm("giant-result")).hasSizeGreaterThan(1_000_000);
    }

    private Object harm(String deed) throws Exception {
        return harm(Map.of("deed", deed));
    }

    private Object harm(Map<String, Object> input) throws Exception {
        return hostile.process(new Task("DO_HARM", input), context()).output().get("came");
    }

    private ExecutionContext context() {
        return FakeExecutionContext.of(FakePluginContext.of("hostile").withDataDirectory(folder));
    }
}
