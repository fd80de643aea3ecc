package dev.pergola.sandbox.internal;

import static dev.pergola.sandbox.internal.Fakes.fake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Usage;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Sandboxes as metrics (R100, R278, R284). */
class SandboxMetricsTest {
    private static final Map<String, String> PROBE = Map.of("plugin", "probe");

    private final AtomicReference<Consumer<Event>> uninstalled = new AtomicReference<>();
    private Optional<Isolation> isolation = Optional.empty();
    private List<Sandbox> sandboxes = List.of();
    private final SandboxMetrics metrics = new SandboxMetrics(() -> isolation, () -> sandboxes, () -> 2, events());

    @SuppressWarnings("unchecked")
    private PlatformEvents events() {
        EventBus bus = fake(EventBus.class, "on", arguments -> {
            assertThat(arguments[0]).isEqualTo("pergola/plugin/state/UNLOADED");
            uninstalled.set((Consumer<Event>) arguments[1]);
            return (Subscription) () -> {};
        });
        return fake(PlatformEvents.class, "bus", arguments -> bus);
    }

    private static Sandbox sandbox(long pid, Sandbox.State state, long memory, long cpuSeconds, long sent) {
        Usage usage = new Usage(memory, Duration.ofSeconds(cpuSeconds), 3, 4, 5, 6, 7, sent, 1);
        return new Sandbox("probe", "1.0.0", pid, Instant.EPOCH, 1, 0, state, false, usage);
    }

    private List<Sample> samples(String name) {
        return metrics.metrics().stream()
                .filter(family -> family.name().equals("pergola_sandbox" + name))
                .map(MetricFamily::samples)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTierIsThereAsSoonAsItIsKnown() {
        assertThat(samples("_isolation_info")).isEmpty();
        isolation = Optional.of(new Isolation(Isolation.Tier.A, true, List.of()));
        assertThat(samples("_isolation_info")).containsExactly(Sample.of(1, Map.of("tier", "A", "works", "true")));
    }

    @Test
    void thoseThatWaitForAPluginAreCountedApart() {
        assertThat(samples("es_waiting")).containsExactly(Sample.of(2, Map.of()));
    }

    @Test
    void whatThoseOfAPluginUseIsAddedUp() {
        sandboxes = List.of(sandbox(1, Sandbox.State.READY, 100, 2, 10), sandbox(2, Sandbox.State.RETIRING, 50, 1, 20));

        assertThat(samples("es"))
                .containsExactly(Sample.of(1, Map.of("state", "ready")), Sample.of(1, Map.of("state", "retiring")));
        assertThat(samples("_memory_bytes")).containsExactly(Sample.of(150, PROBE));
        assertThat(samples("_threads")).containsExactly(Sample.of(6, PROBE));
        assertThat(samples("_storage_bytes")).containsExactly(Sample.of(6, PROBE));
        assertThat(samples("_cpu_seconds_total")).containsExactly(Sample.of(3, PROBE));
        assertThat(samples("_network_sent_bytes_total")).containsExactly(Sample.of(30, PROBE));
        assertThat(samples("_refused_connections_total")).containsExactly(Sample.of(2, PROBE));
    }

    @Test
    void countersGoOnWhenASandboxEndsAndAnotherBegins() {
        sandboxes = List.of(sandbox(1, Sandbox.State.READY, 100, 2, 10));
        assertThat(samples("_cpu_seconds_total")).containsExactly(Sample.of(2, PROBE));
        sandboxes = List.of(sandbox(1, Sandbox.State.READY, 100, 5, 10));
        assertThat(samples("_cpu_seconds_total")).containsExactly(Sample.of(5, PROBE));

        sandboxes = List.of();
        assertThat(samples("_cpu_seconds_total")).containsExactly(Sample.of(5, PROBE));
        assertThat(samples("_memory_bytes")).as("what is of now").isEmpty();

        sandboxes = List.of(sandbox(2, Sandbox.State.READY, 70, 1, 4));
        assertThat(samples("_cpu_seconds_total")).containsExactly(Sample.of(6, PROBE));
        assertThat(samples("_network_sent_bytes_total")).containsExactly(Sample.of(14, PROBE));
        assertThat(samples("_memory_bytes")).containsExactly(Sample.of(70, PROBE));
    }

    @Test
    void whatAPluginUsedGoesWithItAndItsLastSandbox() {
        sandboxes = List.of(sandbox(1, Sandbox.State.RETIRING, 100, 2, 10));
        assertThat(samples("_cpu_seconds_total")).hasSize(1);
        Map<String, Object> data = Map.of("plugin", "probe");
        uninstalled.get().accept(new Event(1, "pergola/plugin/state/UNLOADED", "pergola", Instant.now(), data));
        assertThat(samples("_cpu_seconds_total")).hasSize(1);

        sandboxes = List.of();
        assertThat(samples("_cpu_seconds_total")).isEmpty();
        sandboxes = List.of(sandbox(2, Sandbox.State.READY, 100, 1, 10));
        assertThat(samples("_cpu_seconds_total")).containsExactly(Sample.of(1, PROBE));
    }
}
