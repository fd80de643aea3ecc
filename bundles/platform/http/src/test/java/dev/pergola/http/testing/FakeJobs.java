package dev.pergola.http.testing;

import dev.pergola.api.Result;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobException;
import dev.pergola.jobs.JobException.Reason;
import dev.pergola.jobs.JobPage;
import dev.pergola.jobs.JobQuery;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A queue that nobody works off: tests say what becomes of its jobs. */
public final class FakeJobs implements Jobs {
    /** What was asked for, in order. */
    public final List<JobRequest> requests = new CopyOnWriteArrayList<>();
    /** Whether it takes no more. */
    public volatile boolean full;

    private final Map<String, JobDetails> jobs = new ConcurrentHashMap<>();

    @Override
    public Submitted submit(JobRequest request) {
        if (full) throw new JobException(Reason.QUEUE_FULL, "There are 2 jobs (jobs.max-queued); wait");
        requests.add(request);
        String id = "j" + requests.size();
        Instant now = Instant.EPOCH;
        Job job = new Job(
                id,
                request.task().pluginId(),
                request.task().type(),
                request.task().version(),
                request.task().caller(),
                request.options().priority(),
                request.options().retry(),
                request.options().idempotencyKey(),
                JobStatus.QUEUED,
                new Job.Progress(0, 0, 0, "", Optional.empty(), false),
                new Job.Times(
                        now,
                        now,
                        now.plusSeconds(60),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        request.task().timeout()));
        jobs.put(id, new JobDetails(job, request.task().input(), request.task().attributes(), Optional.empty()));
        return new Submitted(job, true);
    }

    /** Has a job stand in another way. */
    public void set(String id, JobStatus status, Job.Progress progress, Optional<Result<TaskResult>> result) {
        jobs.computeIfPresent(id, (same, old) -> {
            Job job = old.job();
            Job now = new Job(
                    job.id(),
                    job.pluginId(),
                    job.type(),
                    job.version(),
                    job.caller(),
                    job.priority(),
                    job.retry(),
                    job.idempotencyKey(),
                    status,
                    progress,
                    job.times());
            return new JobDetails(now, old.input(), old.attributes(), result);
        });
    }

    @Override
    public Optional<JobDetails> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Override
    public JobPage list(JobQuery query) {
        List<Job> all = new ArrayList<>();
        for (int i = 1; i <= requests.size(); i++) all.add(jobs.get("j" + i).job());
        Collections.reverse(all);
        all.removeIf(job -> query.pluginId()
                        .filter(id -> !id.equals(job.pluginId()))
                        .isPresent()
                || query.status().filter(status -> status != job.status()).isPresent());
        int from = query.cursor().map(Integer::parseInt).orElse(0);
        int to = Math.min(all.size(), from + query.limit());
        Optional<String> next = to < all.size() ? Optional.of(Integer.toString(to)) : Optional.empty();
        return new JobPage(all.subList(from, to), next);
    }

    @Override
    public Job cancel(String id, String actor) {
        Job job = jobs.get(id).job();
        if (job.status().isEnd()) throw new JobException(Reason.ENDED, "The job " + id + " has ended");
        set(
                id,
                JobStatus.CANCELLED,
                new Job.Progress(0, 0, 0, "Cancelled by " + actor, Optional.empty(), false),
                Optional.empty());
        return jobs.get(id).job();
    }

    @Override
    public Job retry(String id) {
        if (!jobs.get(id).job().status().isEnd()) {
            throw new JobException(Reason.NOT_ENDED, "The job " + id + " has not ended");
        }
        set(id, JobStatus.QUEUED, new Job.Progress(1, 0, 0, "", Optional.empty(), false), Optional.empty());
        return jobs.get(id).job();
    }
}
