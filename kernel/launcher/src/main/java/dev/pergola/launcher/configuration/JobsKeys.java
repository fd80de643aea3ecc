package dev.pergola.launcher.configuration;

import static dev.pergola.launcher.configuration.ValueType.duration;
import static dev.pergola.launcher.configuration.ValueType.integer;

import java.time.Duration;
import java.util.List;

/** The keys of the queue of jobs. */
final class JobsKeys {
    private static final String JOBS = "jobs";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CENTURY = Duration.ofDays(36_500);

    private static final ConfigurationKey<Integer> THREADS = new ConfigurationKey<>(
            "jobs.threads",
            integer(1, 1_000),
            List.of("4"),
            JOBS,
            "Most jobs that run at one time; the others wait, and those of a higher priority come first.");

    private static final ConfigurationKey<Integer> MAX_QUEUED = new ConfigurationKey<>(
            "jobs.max-queued",
            integer(1, 1_000_000),
            List.of("10000"),
            JOBS,
            "Most jobs that have not ended; no more are taken until some have.");

    private static final ConfigurationKey<Integer> MAX_OF_ONE = new ConfigurationKey<>(
            "jobs.max-queued-per-plugin",
            integer(1, 1_000_000),
            List.of("2500"),
            JOBS,
            "Most jobs of one plugin that have not ended, so that none takes the room of all others.");

    private static final ConfigurationKey<Duration> DEADLINE = new ConfigurationKey<>(
            "jobs.deadline",
            duration(SECOND, CENTURY),
            List.of("1d"),
            JOBS,
            "Within which time a job has to have ended that names no deadline, all attempts and waits included.");

    private static final ConfigurationKey<Duration> RETENTION = new ConfigurationKey<>(
            "jobs.retention",
            duration(SECOND, CENTURY),
            List.of("7d"),
            JOBS,
            "How long a job that has ended is kept, with its result and its idempotency key.");

    private static final ConfigurationKey<Integer> MAX_KEPT = new ConfigurationKey<>(
            "jobs.max-kept",
            integer(1, 100_000_000),
            List.of("100000"),
            JOBS,
            "How many jobs are kept, roughly; of those that have ended, the oldest are removed first.");

    static final List<ConfigurationKey<?>> ALL =
            List.of(THREADS, MAX_QUEUED, MAX_OF_ONE, DEADLINE, RETENTION, MAX_KEPT);

    private JobsKeys() {}
}
