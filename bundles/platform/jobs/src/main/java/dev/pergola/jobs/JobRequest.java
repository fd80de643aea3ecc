package dev.pergola.jobs;

import dev.pergola.execution.TaskRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be done.
 *
 * @param task the task; its time limit is that of each attempt
 * @param options how to go about it
 */
public record JobRequest(TaskRequest task, Options options) {
    /** Lowest and highest priority. */
    public static final int LOWEST = 0, HIGHEST = 100;

    /**
     * How to go about a job.
     *
     * @param priority from 0 to 100; of those that wait, the higher comes first
     * @param deadline time from submission to the end, attempts and waits included; empty for what is configured
     * @param retry what is done where it fails
     * @param idempotencyKey the plugin gets one job with this key, however often it is submitted; empty for no key
     */
    public record Options(
            int priority, Optional<Duration> deadline, RetryPolicy retry, Optional<String> idempotencyKey) {
        /** What holds where nothing is said. */
        public static final Options NORMAL = new Options(50, Optional.empty(), RetryPolicy.NONE, Optional.empty());

        /** Checks. */
        public Options {
            if (priority < LOWEST || priority > HIGHEST) {
                throw new IllegalArgumentException(
                        "The priority of a job is from " + LOWEST + " to " + HIGHEST + ", not " + priority);
            }
            deadline.filter(time -> time.isNegative() || time.isZero()).ifPresent(time -> {
                throw new IllegalArgumentException("The deadline of a job lies after its submission, not at " + time);
            });
            idempotencyKey.filter(key -> key.isEmpty() || key.length() > 255).ifPresent(key -> {
                throw new IllegalArgumentException("An idempotency key has 1 to 255 characters, not " + key.length());
            });
        }
    }

    /** With what holds where nothing is said. */
    public static JobRequest of(TaskRequest task) {
        return new JobRequest(task, Options.NORMAL);
    }
}
