package dev.pergola.http.internal.resources;

import dev.pergola.api.Result;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs as the API shows them; apart from the views, which have to be there where the queue's bundle is not. */
final class JobViews {
    private JobViews() {}

    /** Without its data. */
    static JobView of(Job job) {
        return of(job, null, null, null, null);
    }

    /** With its data. */
    static JobView of(JobDetails details) {
        ExecutionView execution = details.result()
                .map(result -> ExecutionView.of(result, details.job().pluginId()))
                .orElse(null);
        Map<String, Object> result =
                details.result().flatMap(Result::value).map(TaskResult::output).orElse(null);
        return of(details.job(), details.input(), details.attributes(), execution, result);
    }

    private static JobView of(
            Job job,
            @Nullable Map<String, Object> input,
            @Nullable Map<String, Object> context,
            @Nullable ExecutionView execution,
            @Nullable Map<String, Object> result) {
        Job.Progress progress = job.progress();
        Job.Times times = job.times();
        return new JobView(
                job.id(),
                job.pluginId(),
                job.type().orElse(null),
                job.version().orElse(null),
                JobView.State.valueOf(job.status().wireName()),
                progress.fraction(),
                progress.message(),
                progress.attempt(),
                progress.failures(),
                job.retry().maxAttempts(),
                job.priority(),
                progress.cancelling(),
                job.caller(),
                progress.executionId().orElse(null),
                job.idempotencyKey().orElse(null),
                times.createdAt(),
                times.dueAt(),
                times.deadlineAt(),
                times.startedAt().orElse(null),
                times.finishedAt().orElse(null),
                times.expiresAt().orElse(null),
                times.attemptTimeout().map(Duration::toMillis).orElse(null),
                input,
                context,
                execution == null ? null : execution.withoutResult(),
                result);
    }

    /** A job that has not ended, as a call. */
    static ExecutionView.Running running(Job job) {
        return new ExecutionView.Running(
                job.id(),
                job.pluginId(),
                job.version().orElse(""),
                "",
                job.type().orElse(""),
                "running",
                job.times().startedAt().orElse(job.times().createdAt()),
                Math.max(
                        0,
                        Duration.between(Instant.now(), job.times().deadlineAt())
                                .toMillis()),
                job.progress().fraction(),
                job.progress().message(),
                job.caller());
    }
}
