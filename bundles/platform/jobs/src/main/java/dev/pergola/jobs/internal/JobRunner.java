package dev.pergola.jobs.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.internal.Scheduling.Next;
import dev.pergola.store.JobRecords;
import dev.pergola.store.JobRecords.Content;
import dev.pergola.store.JobRecords.Ending;
import dev.pergola.store.JobRecords.JobRecord;
import dev.pergola.store.JobRecords.Outcome;
import dev.pergola.store.JobRecords.Postponement;
import dev.pergola.store.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one job: begins an attempt, has the plugin do it, and notes what became of it. */
final class JobRunner {
    /** How often the runtime may end under a job before it is suspected to be the reason. */
    static final int MOST_LOST = 5;

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final JobRecords records;
    private final Transactions transactions;
    private final JobEvents events;
    private final PluginCalls calls;
    private final PluginRoutes routes;
    private final RunningJobs running;
    private final String worker;
    private final Duration retention;
    private final Clock clock;
    private volatile boolean stopping;

    JobRunner(
            JobRecords records,
            Transactions transactions,
            JobEvents events,
            PluginCalls calls,
            PluginRoutes routes,
            RunningJobs running,
            String worker,
            Duration retention,
            Clock clock) {
        this.records = records;
        this.transactions = transactions;
        this.events = events;
        this.calls = calls;
        this.routes = routes;
        this.running = running;
        this.worker = worker;
        this.retention = retention;
        this.clock = clock;
    }

    /** Begins no more attempts. */
    void stop() {
        stopping = true;
    }

    /** Does the job of an entry of the scheduler's, once. */
    Next run(String entry) {
        if (stopping) return new Next.At(clock.instant());
        String id = job(entry);
        Begun begun = transactions.inTransaction(() -> begin(id, entry));
        return begun.job().isEmpty() ? begun.otherwise() : attempt(begun.job().get());
    }

    /** The id of the job of an entry. */
    static String job(String entry) {
        return entry.substring(0, Math.max(0, entry.lastIndexOf(':')));
    }

    /**
     * Whether there is an attempt to make.
     *
     * @param job the job, where there is
     * @param otherwise what becomes of the entry where there is not
     */
    private record Begun(Optional<JobRecord> job, Next otherwise) {
        static Begun not(Next otherwise) {
            return new Begun(Optional.empty(), otherwise);
        }
    }

    private Begun begin(String id, String entry) {
        Optional<JobRecord> found = records.find(id)
                .filter(job -> job.state().entry().equals(entry)
                        && job.state().finishedAt().isEmpty());
        if (found.isEmpty()) return Begun.not(new Next.Done());
        JobRecord job = found.get();
        Instant now = clock.instant();
        Optional<Verdict> verdict = before(job, now);
        if (verdict.isPresent()) return Begun.not(apply(job, verdict.get(), job.outcome(), Map.of()));
        if (job.state().dueAt().isAfter(now))
            return Begun.not(new Next.At(job.state().dueAt()));
        // The scheduler fetches a few ahead; one that has come since, and is more urgent, goes first.
        if (records.outranked(job.order().priority(), now)) return Begun.not(new Next.At(now));
        if (!records.begin(job.held(), worker, now)) return Begun.not(new Next.NotOurs());
        JobRecord begun = records.find(id).orElseThrow();
        events.changed(begun);
        return new Begun(Optional.of(begun), new Next.Done());
    }

    /** What becomes of a job without another attempt. */
    private Optional<Verdict> before(JobRecord job, Instant now) {
        int failures = job.state().failures();
        if (job.state().cancelRequested()) {
            return Optional.of(new Verdict.End(JobStatus.CANCELLED, failures, "Cancelled on request"));
        }
        if (!now.isBefore(job.state().deadlineAt())) {
            return Optional.of(new Verdict.End(
                    JobStatus.FAILED, failures, "Its deadline passed before another attempt could be made"));
        }
        if (job.state().lost() >= MOST_LOST) {
            return Optional.of(new Verdict.End(
                    JobStatus.DEAD,
                    failures,
                    "The runtime ended " + job.state().lost()
                            + " times while it ran; retry it where that has been mended"));
        }
        boolean notThere = job.order().version().isEmpty()
                && routes.current(job.order().pluginId()).isEmpty();
        return notThere
                ? Optional.of(Verdict.later(job, "The plugin " + job.order().pluginId() + " is not active", now))
                : Optional.empty();
    }

    private Next attempt(JobRecord job) {
        RunningJobs.Running here = running.begin(job.held());
        try {
            Result<TaskResult> result = call(job, here);
            Verdict verdict = Verdict.after(job, result, here.cancelled(), clock.instant());
            Map<String, Object> output = result.value().map(TaskResult::output).orElse(Map.of());
            return transactions.inTransaction(() -> apply(job, verdict, Records.outcome(result), output));
        } finally {
            running.ended(here);
        }
    }

    private Result<TaskResult> call(JobRecord job, RunningJobs.Running here) {
        try {
            Content content = records.content(job.order().id());
            PluginCalls.Begun begun = calls.begin(Records.task(job, content, clock.instant()));
            here.began(begun.executionId());
            return begun.result().toCompletableFuture().join();
        } catch (CompletionException | IllegalArgumentException | IllegalStateException e) {
            LOG.error(
                    "The job {} of {} could not be begun",
                    job.order().id(),
                    job.order().pluginId(),
                    e);
            return new Result.Failure<>(
                    Status.FAILED,
                    "The platform could not have it done; its log says more",
                    "",
                    new Result.Call("", job.order().pluginId(), "", "", ResourceUsage.NONE));
        }
    }

    /** Somebody may have asked for that after the attempt had ended. */
    private boolean isCancelled(JobRecord job) {
        return records.find(job.order().id())
                .filter(now -> now.state().cancelRequested())
                .isPresent();
    }

    /** Within a transaction. */
    private Next apply(JobRecord job, Verdict verdict, Outcome outcome, Map<String, Object> output) {
        boolean done;
        Next next;
        if (verdict instanceof Verdict.End end) {
            Instant now = clock.instant();
            String status = end.status().wireName();
            Ending ending = new Ending(status, end.failures(), end.message(), outcome, output);
            done = records.finish(job.held(), ending, now, now.plus(retention));
            next = new Next.Done();
        } else {
            Verdict.Again again = (Verdict.Again) verdict;
            if (isCancelled(job)) {
                String message = "Cancelled on request";
                return apply(job, new Verdict.End(JobStatus.CANCELLED, again.failures(), message), outcome, output);
            }
            done = records.postpone(
                    job.held(),
                    new Postponement(
                            again.status().wireName(), again.failures(), again.dueAt(), again.message(), outcome));
            next = new Next.At(again.dueAt());
        }
        if (!done) return new Next.NotOurs();
        JobRecord changed = records.find(job.order().id()).orElseThrow();
        boolean sameStatus = changed.state().status().equals(job.state().status());
        if (!sameStatus) events.changed(changed);
        return next;
    }
}
