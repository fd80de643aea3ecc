package dev.pergola.telemetry;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What the runtime measures. */
@ProviderType
public interface RuntimeMetrics {
    /**
     * Asks every {@link MetricSource}. What one that throws or takes too long would have told is missing, and the log says
     * so; what is more than can be told is left out likewise.
     *
     * @return by name, no name twice, and in none of them two samples with the same labels
     */
    List<MetricFamily> gather();
}
