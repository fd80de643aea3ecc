package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import dev.pergola.telemetry.MetricSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How many plugins are how. */
@Component
public final class PluginMetrics implements MetricSource {
    private final Supplier<Map<PluginState, Long>> census;

    /** Of those that are installed. */
    @Activate
    public PluginMetrics(@Reference LifecycleComponent lifecycle) {
        this(lifecycle::census);
    }

    PluginMetrics(Supplier<Map<PluginState, Long>> census) {
        this.census = census;
    }

    @Override
    public List<MetricFamily> metrics() {
        Map<PluginState, Long> counted = census.get();
        // Those of which there are none are there too: an alert cannot be about what is missing.
        List<Sample> samples = Arrays.stream(PluginState.values())
                .filter(state -> state != PluginState.UNLOADED)
                .map(state -> Sample.of(
                        counted.getOrDefault(state, 0L),
                        Map.of("state", state.name().toLowerCase(Locale.ROOT))))
                .toList();
        return List.of(new MetricFamily(
                "pergola_plugins", "Versions of plugins that are installed, by their state.", Type.GAUGE, samples));
    }
}
