package dev.pergola.plugins.eventjournal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.PluginBuilder;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PergolaTest
class EventJournalRuntimeTest {
    private static final String ACTIVE = "pergola/plugin/state/ACTIVE";

    @Test
    void countsWhatHappensToOtherPlugins(PluginClient journal, PergolaRuntime runtime) {
        long before = active(journal);
        runtime.install(PluginBuilder.plugin("one", "1.0.0").build());
        runtime.install(PluginBuilder.plugin("two", "1.0.0").build());

        await().untilAsserted(() -> assertThat(active(journal)).isEqualTo(before + 2));
    }

    @Test
    void keepsItsCountsAcrossAReload(PluginClient journal, PergolaRuntime runtime) {
        runtime.install(PluginBuilder.plugin("three", "1.0.0").build());
        await().untilAsserted(() -> assertThat(active(journal)).isPositive());
        long before = active(journal);
        journal.reload();

        assertThat(active(journal)).isGreaterThanOrEqualTo(before);
    }

    private static long active(PluginClient journal) {
        Map<?, ?> topics = (Map<?, ?>) journal.execute("EVENT_SUMMARY", Map.of("prefix", ACTIVE))
                .orElseThrow()
                .output()
                .get("topics");
        return topics.containsKey(ACTIVE) ? ((Number) topics.get(ACTIVE)).longValue() : 0;
    }
}
