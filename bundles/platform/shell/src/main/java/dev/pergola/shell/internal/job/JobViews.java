package dev.pergola.shell.internal.job;

import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobQuery;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Style.Styled;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the commands on jobs have in common. */
final class JobViews {
    private static final int SUGGESTED = 50;

    private JobViews() {}

    /** The latest of those that a command can do something with. */
    static Suggestions ids(Jobs jobs, Predicate<JobStatus> which) {
        return words ->
                jobs.list(new JobQuery(Optional.empty(), Optional.empty(), Optional.empty(), SUGGESTED)).jobs().stream()
                        .filter(job -> which.test(job.status()))
                        .map(job -> new Suggestion(
                                job.id(), job.pluginId() + " " + job.status().wireName()))
                        .toList();
    }

    static JobDetails require(Jobs jobs, String id) {
        return jobs.find(id)
                .orElseThrow(() -> new CommandFailure(
                        "There is no job " + id, "It may have expired (jobs.retention). See what there is: job:list"));
    }

    static Styled status(Job job) {
        Style style = switch (job.status()) {
            case SUCCEEDED -> Style.GOOD;
            case FAILED, DEAD -> Style.BAD;
            case RUNNING -> Style.BUSY;
            case WAITING_RETRY -> Style.WARN;
            case QUEUED, CANCELLED -> Style.MUTED;
        };
        return style.of(
                job.progress().cancelling() ? "cancelling" : job.status().wireName());
    }

    static String progress(Job job) {
        double fraction = job.progress().fraction();
        return fraction > 0 ? Math.round(Math.min(1, fraction) * 100) + " %" : "";
    }

    /** A job as JSON, with the names of the HTTP API. */
    static Map<String, Object> view(Job job) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", job.id());
        view.put("plugin_id", job.pluginId());
        job.type().ifPresent(type -> view.put("type", type));
        job.version().ifPresent(version -> view.put("version", version));
        view.put("status", job.status().wireName());
        view.put("progress", job.progress().fraction());
        view.put("message", job.progress().message());
        view.put("attempt", job.progress().attempt());
        view.put("failures", job.progress().failures());
        view.put("max_attempts", job.retry().maxAttempts());
        view.put("priority", job.priority());
        view.put("cancelling", job.progress().cancelling());
        view.put("caller", job.caller());
        job.progress().executionId().ifPresent(id -> view.put("execution_id", id));
        job.idempotencyKey().ifPresent(key -> view.put("idempotency_key", key));
        Job.Times times = job.times();
        view.put("created_at", times.createdAt().toString());
        view.put("due_at", times.dueAt().toString());
        view.put("deadline_at", times.deadlineAt().toString());
        times.startedAt().ifPresent(time -> view.put("started_at", time.toString()));
        times.finishedAt().ifPresent(time -> view.put("finished_at", time.toString()));
        times.expiresAt().ifPresent(time -> view.put("expires_at", time.toString()));
        return view;
    }

    /** The same with its data. */
    static Map<String, Object> view(JobDetails details) {
        Map<String, Object> view = view(details.job());
        view.put("input", details.input());
        details.result().ifPresent(result -> {
            result.value().ifPresent(answer -> view.put("result", answer.output()));
            result.failure()
                    .ifPresent(failure -> view.put(
                            "error",
                            Map.of(
                                    "status", failure.status().wireName(),
                                    "message", failure.message(),
                                    "exception", failure.exception())));
        });
        return view;
    }
}
