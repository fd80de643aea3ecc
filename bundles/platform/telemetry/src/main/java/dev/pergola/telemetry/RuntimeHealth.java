package dev.pergola.telemetry;

import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** How the runtime is. */
@ProviderType
public interface RuntimeHealth {
    /** Asks every indicator; one that throws or takes too long counts as down. */
    HealthReport report();

    /**
     * The whole.
     *
     * @param status the worst of the parts
     * @param parts by name
     */
    record HealthReport(HealthStatus status, Map<String, Indication> parts) {}
}
