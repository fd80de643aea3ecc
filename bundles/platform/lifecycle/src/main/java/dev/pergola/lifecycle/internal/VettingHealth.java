package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.telemetry.HealthIndicator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Whether those who check jars have what they need for it. What runs is none the worse where they have not, so that is no
 * outage.
 */
@Component
public final class VettingHealth implements HealthIndicator {
    /** Several are asked within the second that there is. */
    private static final Duration TIME = Duration.ofMillis(200);
    /** Health is asked for every few seconds by machines, and these answers change by the day. */
    private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();

    private static final int SHOWN = 3;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<Vetter> vetters = List.of();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SignatureVerifier signatureVerifier;

    private final Concerns concerns = new Concerns(() -> vetters, () -> Optional.ofNullable(signatureVerifier), TIME);
    private @Nullable Indication last;
    private long askedAt;

    /** With nobody to ask yet. */
    @Activate
    public VettingHealth() {}

    /** Of these. */
    VettingHealth(List<Vetter> vetters) {
        this.vetters = List.copyOf(vetters);
    }

    @Override
    public String name() {
        return "vetting";
    }

    @Override
    public synchronized Indication indicate() {
        Indication known = last;
        if (known != null && System.nanoTime() - askedAt < KEPT_NANOS) return known;
        Indication now = indication(concerns.own());
        last = now;
        askedAt = System.nanoTime();
        return now;
    }

    private static Indication indication(List<Problem> problems) {
        if (problems.isEmpty()) return new Indication(HealthStatus.UP, "The checks of jars have what they need");
        String more = problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "";
        return new Indication(
                HealthStatus.DEGRADED,
                problems.stream().limit(SHOWN).map(Problem::message).collect(Collectors.joining("; ")) + more);
    }
}
