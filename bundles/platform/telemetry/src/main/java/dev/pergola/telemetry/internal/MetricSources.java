package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import dev.pergola.telemetry.MetricSource;
import dev.pergola.telemetry.RuntimeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Asks every source of metrics that there is, all at once, each for a second at most. */
@Component
public final class MetricSources implements RuntimeMetrics {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_THREADS = 32;

    private final ThreadPoolExecutor executor = BackgroundThreads.pool("pergola-metric-source", MAX_THREADS);
    private final List<AskedSource> sources = new CopyOnWriteArrayList<>();

    /** With nobody to ask yet. */
    @Activate
    public MetricSources() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(MetricSource source) {
        sources.add(new AskedSource(source, executor));
    }

    void removeSource(MetricSource source) {
        sources.removeIf(asked -> asked.isAbout(source));
    }

    @Deactivate
    void stop() {
        executor.shutdownNow();
    }

    @Override
    public List<MetricFamily> gather() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<AskedSource> asked = List.copyOf(sources);
        asked.forEach(AskedSource::ask);
        List<AskedSource.Answer> answers =
                asked.stream().map(source -> source.await(end)).toList();
        Map<String, MetricFamily> byStem = new TreeMap<>();
        MetricFamily completeness = completeness(answers);
        byStem.put(completeness.stem(), completeness);
        for (int i = 0; i < asked.size(); i++) {
            List<String> amiss = new ArrayList<>(answers.get(i).amiss());
            for (MetricFamily family : answers.get(i).families()) {
                if (byStem.putIfAbsent(family.stem(), family) != null)
                    amiss.add("tells of " + family.name() + ", which is told of already");
            }
            asked.get(i).note(amiss);
        }
        return List.copyOf(byStem.values());
    }

    /** Whoever collects metrics sees where some are missing, and not only that they are. */
    private static MetricFamily completeness(List<AskedSource.Answer> answers) {
        long answered = answers.stream().filter(AskedSource.Answer::isThere).count();
        return new MetricFamily(
                "pergola_metric_sources",
                "Parts of the runtime that were asked for metrics, by what came of it.",
                Type.GAUGE,
                List.of(
                        Sample.of(answered, Map.of("outcome", "answered")),
                        Sample.of(answers.size() - answered, Map.of("outcome", "missing"))));
    }
}
