package dev.pergola.plugins.hostile;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;

import dev.pergola.api.Status;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** It comes up and does as it is told; here, where no sandbox is, only what does no harm. */
@PergolaTest
class HostileRuntimeTest {
    @Test
    void doesNothingWhereItIsToldTo(PluginClient hostile) {
        assertThatOutput(hostile.execute("DO_HARM", Map.of("deed", "nothing"))).containsEntry("came", "of it");
    }

    @Test
    void doesNoHarmUnasked(PluginClient hostile) {
        assertThat(hostile.execute("DO_HARM", Map.of()))
                .endedAs(Status.REJECTED)
                .hasMessageContaining("'deed' must be one of nothing, ");
    }

    @Test
    void aStackOverflowIsAFailedCallAndNoMore(PluginClient hostile) {
        assertThat(hostile.execute("DO_HARM", Map.of("deed", "stack-overflow"))).endedAs(Status.FAILED);

        assertThat(hostile.execute("DO_HARM", Map.of("deed", "nothing"))).succeeded();
    }
}
