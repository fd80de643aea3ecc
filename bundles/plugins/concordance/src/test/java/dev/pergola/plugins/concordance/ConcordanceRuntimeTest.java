package dev.pergola.plugins.concordance;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Status;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A plugin that does not let go of one thread gets no further calls here. */
@PergolaTest(settings = "execution.stuck-calls=1")
class ConcordanceRuntimeTest {
    @Test
    void indexesWhereNoTypeIsNamed(PluginClient concordance, PergolaRuntime runtime) {
        assertThatOutput(concordance.execute(Map.of("sizeMb", 1))).containsKeys("topWords", "firstLine", "lastLine");

        assertThat(folder(runtime)).isEmptyDirectory();
    }

    @Test
    void tidiesUpAndLetsGoOfItsThreadWhenItsTimeIsUp(PluginClient concordance, PergolaRuntime runtime) {
        assertThat(concordance.execute("INDEX_TEXT", Map.of("sizeMb", 64), Duration.ofMillis(100)))
                .endedAs(Status.TIMEOUT);

        await().untilAsserted(() -> assertThat(concordance.execute("INDEX_TEXT", Map.of("sizeMb", 1)))
                .succeeded());
        assertThat(folder(runtime)).isEmptyDirectory();
    }

    @Test
    void refusesMoreThanItHasRoomFor(PluginClient concordance) {
        assertThat(concordance.execute("INDEX_TEXT", Map.of("sizeMb", 1024)))
                .endedAs(Status.REJECTED)
                .hasMessageContaining("'sizeMb'");
    }

    private static Path folder(PergolaRuntime runtime) {
        return runtime.data().resolve("plugin-data").resolve("concordance");
    }
}
