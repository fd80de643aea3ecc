package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.telemetry.MetricFamily.Sample;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plugins as metrics (R278). */
class PluginMetricsTest {
    @Test
    void everyStateIsThereEvenWhereNoPluginIsInIt() {
        PluginMetrics metrics = new PluginMetrics(() -> Map.of(PluginState.ACTIVE, 3L, PluginState.FAILED, 1L));

        assertThat(metrics.metrics()).singleElement().satisfies(family -> {
            assertThat(family.name()).isEqualTo("pergola_plugins");
            assertThat(family.samples())
                    .hasSize(PluginState.values().length - 1)
                    .contains(
                            Sample.of(3, Map.of("state", "active")),
                            Sample.of(1, Map.of("state", "failed")),
                            Sample.of(0, Map.of("state", "quarantined")));
        });
    }
}
