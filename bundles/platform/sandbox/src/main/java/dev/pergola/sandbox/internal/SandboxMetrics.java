package dev.pergola.sandbox.internal;

import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Usage;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import dev.pergola.telemetry.MetricSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** What contains sandboxes, how many there are, and what those of each plugin use (R100, R278, R284). */
@Component
public final class SandboxMetrics implements MetricSource {
    private final Supplier<Optional<Isolation>> isolation;
    private final Supplier<List<Sandbox>> sandboxes;
    private final IntSupplier waiting;
    private final UsageTotals totals = new UsageTotals();
    private final Subscription uninstalled;

    /** Of the sandboxes that there are. */
    @Activate
    public SandboxMetrics(@Reference SandboxComponent sandboxes, @Reference PlatformEvents events) {
        this(sandboxes::knownIsolation, sandboxes::list, sandboxes::waiting, events);
    }

    SandboxMetrics(
            Supplier<Optional<Isolation>> isolation,
            Supplier<List<Sandbox>> sandboxes,
            IntSupplier waiting,
            PlatformEvents events) {
        this.isolation = isolation;
        this.sandboxes = sandboxes;
        this.waiting = waiting;
        this.uninstalled = events.bus()
                .on(
                        Topics.PLUGIN_STATE + "/UNLOADED",
                        event -> totals.forget(String.valueOf(event.data().get("plugin"))));
    }

    @Deactivate
    void close() {
        uninstalled.close();
    }

    @Override
    public List<MetricFamily> metrics() {
        List<Sandbox> there = sandboxes.get();
        Map<String, Usage> used = totals.with(there);
        Map<String, Usage> now = new TreeMap<>(used);
        now.keySet().retainAll(there.stream().map(Sandbox::pluginId).toList());
        return List.of(
                contained(),
                counted(there),
                MetricFamily.of(
                        "pergola_sandboxes_waiting",
                        "Processes that are ready for plugins that have no sandbox yet.",
                        Type.GAUGE,
                        waiting.getAsInt()),
                gauge("memory_bytes", "Memory that the sandboxes of a plugin have.", now, Usage::memoryBytes),
                gauge("threads", "Threads of the sandboxes of a plugin.", now, Usage::threads),
                gauge("storage_bytes", "Size of the files in the folder of a plugin.", now, Usage::storageBytes),
                counter(
                        "cpu_seconds",
                        "Time of processors that the sandboxes of a plugin used.",
                        used,
                        usage -> usage.cpu().toNanos() / 1e9),
                counter("disk_read_bytes", "Read from disks by the sandboxes of a plugin.", used, Usage::diskReadBytes),
                counter(
                        "disk_written_bytes",
                        "Written to disks by the sandboxes of a plugin.",
                        used,
                        Usage::diskWrittenBytes),
                counter(
                        "network_received_bytes",
                        "What came for the sandboxes of a plugin from the network, where they have none of their own.",
                        used,
                        Usage::networkReceivedBytes),
                counter(
                        "network_sent_bytes",
                        "What the sandboxes of a plugin sent to the network, where they have none of their own.",
                        used,
                        Usage::networkSentBytes),
                counter(
                        "refused_connections",
                        "Connections that the sandboxes of a plugin were refused.",
                        used,
                        Usage::refusedConnections));
    }

    /** Not there while nobody knows: it is not worth finding out for this. */
    private MetricFamily contained() {
        return new MetricFamily(
                "pergola_sandbox_isolation_info",
                "The tier that sandboxes are contained at on this host, and whether it works here.",
                Type.INFO,
                isolation.get().stream()
                        .map(found -> Sample.of(
                                1,
                                Map.of(
                                        "tier", found.tier().name(),
                                        "works", Boolean.toString(found.works()))))
                        .toList());
    }

    private static MetricFamily counted(List<Sandbox> there) {
        List<Sample> samples = Arrays.stream(Sandbox.State.values())
                .map(state -> Sample.of(
                        there.stream()
                                .filter(sandbox -> sandbox.state() == state)
                                .count(),
                        Map.of("state", state.name().toLowerCase(Locale.ROOT))))
                .toList();
        return new MetricFamily("pergola_sandboxes", "Sandboxes that there are.", Type.GAUGE, samples);
    }

    private static MetricFamily gauge(
            String what, String help, Map<String, Usage> used, ToDoubleFunction<Usage> value) {
        return new MetricFamily("pergola_sandbox_" + what, help, Type.GAUGE, samples(used, value));
    }

    private static MetricFamily counter(
            String what, String help, Map<String, Usage> used, ToDoubleFunction<Usage> value) {
        return new MetricFamily("pergola_sandbox_" + what + "_total", help, Type.COUNTER, samples(used, value));
    }

    private static List<Sample> samples(Map<String, Usage> used, ToDoubleFunction<Usage> value) {
        return used.entrySet().stream()
                .map(plugin -> Sample.of(value.applyAsDouble(plugin.getValue()), Map.of("plugin", plugin.getKey())))
                .toList();
    }
}
