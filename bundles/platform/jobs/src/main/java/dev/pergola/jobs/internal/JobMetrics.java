package dev.pergola.jobs.internal;

import dev.pergola.jobs.JobStatus;
import dev.pergola.store.JobRecords;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import dev.pergola.telemetry.MetricSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How many jobs stand how. All nodes on one database tell the same. */
@Component
public final class JobMetrics implements MetricSource {
    /** Counting goes through an index of all jobs, of which there may be many: no more often than that. */
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private final JobRecords records;
    private final LongSupplier clock;
    private @Nullable Map<String, Long> counted;
    private long countedAt;

    /** Of those that the store keeps. */
    @Activate
    public JobMetrics(@Reference JobRecords records) {
        this(records, System::nanoTime);
    }

    JobMetrics(JobRecords records, LongSupplier clock) {
        this.records = records;
        this.clock = clock;
    }

    @Override
    public List<MetricFamily> metrics() {
        Map<String, Long> counts = counts();
        List<Sample> samples = Arrays.stream(JobStatus.values())
                .map(status ->
                        Sample.of(counts.getOrDefault(status.wireName(), 0L), Map.of("status", status.wireName())))
                .toList();
        return List.of(new MetricFamily(
                "pergola_jobs",
                "Jobs in the queue, and those that have ended and are still kept, by their status.",
                Type.GAUGE,
                samples));
    }

    private synchronized Map<String, Long> counts() {
        Map<String, Long> known = counted;
        if (known != null && clock.getAsLong() - countedAt < KEPT_NANOS) return known;
        Map<String, Long> now = records.byStatus();
        counted = now;
        countedAt = clock.getAsLong();
        return now;
    }
}
