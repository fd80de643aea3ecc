package dev.pergola.launcher.configuration;

import static dev.pergola.launcher.configuration.ValueType.duration;
import static dev.pergola.launcher.configuration.ValueType.integer;

import java.time.Duration;
import java.util.List;

/** The part of the table that few operators need: the numbers by which calls and events are kept in bounds. */
final class TuningKeys {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration CENTURY = Duration.ofDays(36_500);
    private static final int MOST = 1_000_000;

    static final List<ConfigurationKey<?>> ALL = List.of(
            number("execution.threads", "Most threads inside plugins at a time; more calls are rejected as busy.", 512),
            time(
                    "execution.idle-thread",
                    "How long a thread that has nothing to do is kept.",
                    Duration.ofMillis(1),
                    DAY,
                    "20s"),
            number(
                    "execution.stuck-calls",
                    "Calls that may ignore their interruption before their plugin gets no more.",
                    8),
            number("execution.circuit-failures", "Failures in a row that open the circuit of an extension.", 5),
            time(
                    "execution.circuit-open",
                    "How long an open circuit rejects calls before one is let through to see.",
                    Duration.ofMillis(1),
                    DAY,
                    "30s"),
            number("execution.parallel", "Calls that one fan-out over all extensions makes at a time.", 32),
            number("execution.event-queue", "Events that wait for one listener; more drop the oldest.", 1024),
            new ConfigurationKey<>(
                    "execution.max-result-mb",
                    integer(1, 2_047),
                    List.of("16"),
                    "execution",
                    "Most that a plugin may answer to one call, as JSON, in MiB; a call with a larger answer ends as"
                            + " resource_limit_exceeded."),
            number("execution.log-queue", "Ended calls that wait for the execution log; more are not logged.", 10_000),
            time("execution.log-retention", "How long a call stays in the execution log.", SECOND, CENTURY, "7d"),
            number("execution.log-rows", "How many calls the execution log holds, roughly.", 100_000),
            new ConfigurationKey<>(
                    "events.retention",
                    duration(SECOND, CENTURY),
                    List.of("7d"),
                    "events",
                    "How long events can be replayed."),
            new ConfigurationKey<>(
                    "events.rows",
                    integer(1, 1_000_000_000),
                    List.of("500000"),
                    "events",
                    "How many events can be replayed, roughly; older ones are removed."),
            new ConfigurationKey<>(
                    "permissions.quarantine-after",
                    integer(0, MOST),
                    List.of("10"),
                    "permissions",
                    "Calls of a plugin that may end within ten minutes because it did what it has no permission for,"
                            + " before it is quarantined; 0 for any number."));

    private TuningKeys() {}

    private static ConfigurationKey<?> number(String name, String description, int otherwise) {
        List<String> defaults = List.of(Integer.toString(otherwise));
        return new ConfigurationKey<>(name, integer(1, MOST), defaults, "execution", description);
    }

    private static ConfigurationKey<?> time(
            String name, String description, Duration shortest, Duration longest, String otherwise) {
        return new ConfigurationKey<>(name, duration(shortest, longest), List.of(otherwise), "execution", description);
    }
}
