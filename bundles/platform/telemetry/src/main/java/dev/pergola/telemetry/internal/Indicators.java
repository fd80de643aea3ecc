package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.HealthIndicator;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import dev.pergola.telemetry.RuntimeHealth;
import java.time.Duration;
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

/** Asks every health indicator there is, all at once, each for a second at most. */
@Component
public final class Indicators implements RuntimeHealth {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MAX_THREADS = 32;

    private final ThreadPoolExecutor executor = BackgroundThreads.pool("pergola-health-indicator", MAX_THREADS);
    private final List<AskedIndicator> questions = new CopyOnWriteArrayList<>();

    /** With nobody to ask yet. */
    @Activate
    public Indicators() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addIndicator(HealthIndicator indicator) {
        questions.add(new AskedIndicator(indicator, executor));
    }

    void removeIndicator(HealthIndicator indicator) {
        questions.removeIf(question -> question.isAbout(indicator));
    }

    @Deactivate
    void stop() {
        executor.shutdownNow();
    }

    @Override
    public HealthReport report() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<AskedIndicator> asked = List.copyOf(questions);
        asked.forEach(AskedIndicator::ask);
        Map<String, Indication> parts = new TreeMap<>();
        HealthStatus worst = HealthStatus.UP;
        for (AskedIndicator question : asked) {
            Indication answer = question.await(end);
            parts.merge(question.name(), answer, Indicators::worse);
            worst = worse(worst, answer.status());
        }
        return new HealthReport(worst, Map.copyOf(parts));
    }

    private static Indication worse(Indication one, Indication other) {
        return other.status().compareTo(one.status()) > 0 ? other : one;
    }

    private static HealthStatus worse(HealthStatus one, HealthStatus other) {
        return other.compareTo(one) > 0 ? other : one;
    }
}
