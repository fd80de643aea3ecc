package dev.pergola.jobs.internal;

import dev.pergola.api.Refusal;
import dev.pergola.api.Result;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.RetryPolicy;
import dev.pergola.store.JobRecords.JobRecord;
import java.time.Duration;
import java.time.Instant;

/** What is to become of a job. */
sealed interface Verdict {
    /**
     * It has ended.
     *
     * @param status how
     * @param failures how many attempts have failed
     * @param message what is to be said of it
     */
    record End(JobStatus status, int failures, String message) implements Verdict {}

    /**
     * It gets another attempt.
     *
     * @param status whether it waits for its turn or after a failure
     * @param failures how many attempts have failed
     * @param dueAt when
     * @param message why
     */
    record Again(JobStatus status, int failures, Instant dueAt, String message) implements Verdict {}

    /** Longest wait for a plugin that takes no calls. */
    Duration LONGEST_WAIT = Duration.ofMinutes(5);

    Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /**
     * After an attempt.
     *
     * @param cancelled whether somebody wants it ended
     */
    static Verdict after(JobRecord job, Result<TaskResult> result, boolean cancelled, Instant now) {
        int failures = job.state().failures();
        return switch (result.status()) {
            case SUCCESS -> new End(JobStatus.SUCCEEDED, failures, "");
            case CANCELLED ->
                cancelled
                        ? new End(JobStatus.CANCELLED, failures, message(result))
                        // The platform is stopping, or a newer version takes the plugin's place: it was not its fault.
                        : new Again(JobStatus.QUEUED, failures, now, "Put back: " + message(result));
            case REJECTED -> refused(job, result, now);
            case SECURITY_VIOLATION -> new End(JobStatus.FAILED, failures + 1, "");
            case FAILED, TIMEOUT, RESOURCE_LIMIT_EXCEEDED ->
                cancelled ? new End(JobStatus.CANCELLED, failures + 1, "") : failed(job, failures + 1, now);
        };
    }

    private static Verdict failed(JobRecord job, int failures, Instant now) {
        RetryPolicy retry = Records.retry(job.order());
        if (failures >= retry.maxAttempts()) {
            return new End(
                    JobStatus.FAILED, failures, failures == 1 ? "" : "All of its " + failures + " attempts failed");
        }
        Instant dueAt = now.plus(retry.waitAfter(failures));
        if (!dueAt.isBefore(job.state().deadlineAt())) {
            return new End(JobStatus.FAILED, failures, "Its deadline leaves no time for another attempt");
        }
        return new Again(
                JobStatus.WAITING_RETRY,
                failures,
                dueAt,
                "Attempt " + failures + " of " + retry.maxAttempts() + " failed");
    }

    /** Refused for good, or put back, which does not count as an attempt. */
    private static Verdict refused(JobRecord job, Result<TaskResult> result, Instant now) {
        return switch (result.refusal().orElse(Refusal.INVALID_INPUT)) {
            case INVALID_INPUT, NOT_SUPPORTED ->
                new End(JobStatus.FAILED, job.state().failures() + 1, "");
            case NOT_ACTIVE, STOPPING, BUSY, STUCK, CIRCUIT_OPEN -> later(job, message(result), now);
        };
    }

    /** Later, as the plugin takes no calls now. The longer it has waited, the longer it waits. */
    static Again later(JobRecord job, String why, Instant now) {
        Duration age = Duration.between(job.order().createdAt(), now).dividedBy(8);
        Duration wait =
                age.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : age.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : age;
        Instant dueAt = now.plus(wait);
        Instant deadline = job.state().deadlineAt();
        return new Again(JobStatus.QUEUED, job.state().failures(), dueAt.isAfter(deadline) ? deadline : dueAt, why);
    }

    private static String message(Result<TaskResult> result) {
        return result.failure().map(Result.Failure::message).orElse("");
    }
}
