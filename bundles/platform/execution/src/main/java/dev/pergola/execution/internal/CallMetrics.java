package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.api.Status;
import dev.pergola.execution.Tier;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Bucket;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import dev.pergola.telemetry.MetricSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Calls of plugins, how long they took and what they consumed (R278, R283). */
@Component
public final class CallMetrics implements MetricSource {
    private final CallTallies tallies;
    private final Instances instances;

    /** Of the calls that were counted, and of those under way. */
    @Activate
    public CallMetrics(@Reference CallTallies tallies, @Reference Instances instances) {
        this.tallies = tallies;
        this.instances = instances;
    }

    /** What was counted of a plugin at a tier. */
    private record Counted(String plugin, String tier, Tally tally) {
        Map<String, String> labels() {
            return Map.of("plugin", plugin, "tier", tier);
        }
    }

    @Override
    public List<MetricFamily> metrics() {
        List<Counted> made = new ArrayList<>();
        List<Counted> all = new ArrayList<>();
        tallies.plugins().forEach((plugin, tally) -> {
            for (Tier tier : Tier.values())
                made.add(new Counted(plugin, tier.name().toLowerCase(Locale.ROOT), tally.at(Optional.of(tier))));
            all.add(new Counted(plugin, "none", tally.none()));
        });
        made.removeIf(counted -> counted.tally.isEmpty());
        all.removeIf(counted -> counted.tally.isEmpty());
        all.addAll(made);
        return List.of(
                new MetricFamily(
                        "pergola_calls_total",
                        "Calls of plugins that have ended, by where they ran and how they ended.",
                        Type.COUNTER,
                        all.stream().flatMap(CallMetrics::outcomes).toList()),
                new MetricFamily(
                        "pergola_call_duration_seconds",
                        "Time that calls of plugins took.",
                        Type.HISTOGRAM,
                        made.stream().map(CallMetrics::durations).toList()),
                new MetricFamily(
                        "pergola_call_cpu_seconds_total",
                        "Time of processors that calls of plugins used, in the kernel's process and in sandboxes.",
                        Type.COUNTER,
                        made.stream()
                                .map(counted -> Sample.of(counted.tally.cpuSeconds(), counted.labels()))
                                .toList()),
                new MetricFamily(
                        "pergola_call_allocated_bytes_total",
                        "Bytes of heap that calls of plugins allocated.",
                        Type.COUNTER,
                        made.stream()
                                .map(counted -> Sample.of(counted.tally.allocatedBytes(), counted.labels()))
                                .toList()),
                new MetricFamily(
                        "pergola_calls_running",
                        "Calls of plugins under way, with those that were given up and do not end.",
                        Type.GAUGE,
                        running()),
                new MetricFamily(
                        "pergola_calls_refused_total",
                        "Calls that were not made, by why; those of plugins that are not there too.",
                        Type.COUNTER,
                        Arrays.stream(Refusal.values())
                                .map(reason -> Sample.of(tallies.refused(reason), Map.of("reason", reason.wireName())))
                                .toList()));
    }

    private static Stream<Sample> outcomes(Counted counted) {
        return Arrays.stream(Status.values())
                .filter(outcome -> counted.tally.calls(outcome) > 0)
                .map(outcome -> Sample.of(
                        counted.tally.calls(outcome),
                        Map.of("plugin", counted.plugin, "tier", counted.tier, "outcome", outcome.wireName())));
    }

    private static Sample durations(Counted counted) {
        Tally tally = counted.tally;
        List<Bucket> buckets = IntStream.range(0, tally.buckets())
                .mapToObj(bucket -> new Bucket(Tally.mostSeconds(bucket), tally.calls(bucket)))
                .toList();
        return new Sample(counted.labels(), tally.seconds(), buckets);
    }

    private List<Sample> running() {
        Map<String, Integer> running = new TreeMap<>();
        instances
                .all()
                .forEach(hosted ->
                        running.merge(hosted.id(), hosted.workers().calls().size(), Integer::sum));
        return running.entrySet().stream()
                .map(plugin -> Sample.of(plugin.getValue(), Map.of("plugin", plugin.getKey())))
                .toList();
    }
}
