package dev.pergola.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.execution.TaskRequest;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.JobStatus;
import dev.pergola.telemetry.MetricFamily.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as metrics (R32, R278). */
class JobMetricsTest {
    @Test
    void jobsAreCountedByTheirStatusAndNotAtEachQuestion(@TempDir Path data) {
        AtomicLong time = new AtomicLong();
        // Nobody opens the queue: what is submitted waits.
        try (JobRuntime runtime = new JobRuntime(data, Map.of())) {
            JobMetrics metrics = new JobMetrics(runtime.records, time::get);
            assertThat(samples(metrics)).hasSameSizeAs(JobStatus.values()).contains(queued(0));

            runtime.queue.submit(JobRequest.of(TaskRequest.of("words", Map.of())));
            assertThat(samples(metrics)).contains(queued(0));
            time.addAndGet(Duration.ofSeconds(11).toNanos());
            assertThat(samples(metrics)).contains(queued(1));
        }
    }

    private static List<Sample> samples(JobMetrics metrics) {
        return metrics.metrics().get(0).samples();
    }

    private static Sample queued(int count) {
        return Sample.of(count, Map.of("status", "queued"));
    }
}
