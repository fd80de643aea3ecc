package dev.pergola.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A job, without its data.
 *
 * @param id unique id
 * @param pluginId the plugin
 * @param type task type; empty for the plugin's default
 * @param version version of the plugin; empty for the one that is current at each attempt
 * @param caller who submitted it
 * @param priority of those that wait, the higher comes first
 * @param retry what is done where it fails
 * @param idempotencyKey empty where it has none
 * @param status how it stands
 * @param progress where it runs, or how far it came
 * @param times when what happened, or will
 */
public record Job(
        String id,
        String pluginId,
        Optional<String> type,
        Optional<String> version,
        String caller,
        int priority,
        RetryPolicy retry,
        Optional<String> idempotencyKey,
        JobStatus status,
        Progress progress,
        Times times) {

    /** The same, further on. */
    public Job with(Progress now) {
        return new Job(id, pluginId, type, version, caller, priority, retry, idempotencyKey, status, now, times);
    }

    /**
     * How far it is.
     *
     * @param attempt how often it was begun
     * @param failures how many attempts failed, of those that count
     * @param fraction from 0 to 1, as the plugin reported
     * @param message what the plugin last reported, or what the platform has to say of it
     * @param executionId its last call; empty before the first
     * @param cancelling whether it runs, and is to end
     */
    public record Progress(
            int attempt,
            int failures,
            double fraction,
            String message,
            Optional<String> executionId,
            boolean cancelling) {}

    /**
     * When.
     *
     * @param createdAt when it was submitted
     * @param dueAt when its next attempt may begin
     * @param deadlineAt when it has to have ended
     * @param startedAt when its last attempt began; empty before the first
     * @param finishedAt when it ended; empty before
     * @param expiresAt when it may be forgotten; empty before it has ended
     * @param attemptTimeout longest time of one attempt; empty for the plugin's limit
     */
    public record Times(
            Instant createdAt,
            Instant dueAt,
            Instant deadlineAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<Instant> expiresAt,
            Optional<Duration> attemptTimeout) {}
}
