package dev.pergola.jobs;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The queue of jobs. A method has made its change durable when it returns. Every change of a job's status is an event,
 * {@code pergola/job/<status>}.
 */
@ProviderType
public interface Jobs {
    /**
     * Takes a job. Where the plugin has one with the same idempotency key already, that one is given, and nothing is
     * done.
     *
     * @throws JobException where the queue is full, the input is too large, or the key belongs to another request
     */
    Submitted submit(JobRequest request);

    /** One job with its data. */
    Optional<JobDetails> find(String id);

    /** The latest jobs, newest first. */
    JobPage list(JobQuery query);

    /**
     * Cancels a job: at once where it waits; where it runs its call is cancelled, and its status follows.
     *
     * @param actor who wants that
     * @throws JobException where there is no such job, or it has ended
     */
    Job cancel(String id, String actor);

    /**
     * Has a job that failed, was cancelled or was given up wait once more, with all of its attempts and time before it.
     *
     * @throws JobException where there is no such job, it has not ended, or it succeeded
     */
    Job retry(String id);

    /**
     * A job that was taken.
     *
     * @param job the job
     * @param isNew false where it was there before, under the same idempotency key
     */
    record Submitted(Job job, boolean isNew) {}
}
