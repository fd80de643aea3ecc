package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.HealthIndicator;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import dev.pergola.telemetry.RuntimeHealth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Asks every health indicator there is, all at once, each for a second at most. */
@Component
public final class Indicators implements RuntimeHealth {
    private static final long PATIENCE_MILLIS = 1_000;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<HealthIndicator> indicators = List.of();

    private final ExecutorService executor =
            new ThreadPoolExecutor(0, 16, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "pergola-health-indicator");
                thread.setDaemon(true);
                return thread;
            });

    @Deactivate
    void stop() {
        executor.shutdownNow();
    }

    @Override
    public HealthReport report() {
        Map<HealthIndicator, Future<Indication>> asked = new LinkedHashMap<>();
        Map<String, Indication> parts = new LinkedHashMap<>();
        for (HealthIndicator indicator : indicators) {
            try {
                asked.put(indicator, executor.submit(indicator::indicate));
            } catch (RejectedExecutionException busy) {
                parts.put(indicator.name(), down("too many indicators have not answered yet"));
            }
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        asked.forEach((indicator, answer) -> parts.put(indicator.name(), await(answer, end)));
        HealthStatus worst = HealthStatus.UP;
        for (Indication part : parts.values()) if (part.status().compareTo(worst) > 0) worst = part.status();
        return new HealthReport(worst, Map.copyOf(parts));
    }

    private static Indication await(Future<Indication> answer, long end) {
        try {
            return answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return down("did not answer within " + PATIENCE_MILLIS + " ms");
        } catch (ExecutionException e) {
            return down("threw " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("interrupted");
        }
    }

    private static Indication down(String message) {
        return new Indication(HealthStatus.DOWN, message);
    }
}
