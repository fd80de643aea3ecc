package dev.pergola.launcher.configuration;

import static dev.pergola.launcher.configuration.ValueType.duration;
import static dev.pergola.launcher.configuration.ValueType.integer;
import static dev.pergola.launcher.configuration.ValueType.listOf;
import static dev.pergola.launcher.configuration.ValueType.text;

import java.time.Duration;
import java.util.List;

/** The keys of the sandbox tier. */
final class SandboxKeys {
    private static final String SANDBOX = "sandbox";

    private static final ConfigurationKey<List<String>> PLUGINS = new ConfigurationKey<>(
            "sandbox.plugins",
            listOf(text()),
            List.of(),
            SANDBOX,
            "Plugins whose tasks run in a sandbox, a JVM of their own: ids, beginnings of some followed by a star, or * for all."
                    + " All else that a plugin does stays in the kernel's process.");

    private static final ConfigurationKey<Integer> PROCESSES = new ConfigurationKey<>(
            "sandbox.processes",
            integer(1, 1_000),
            List.of("4"),
            SANDBOX,
            "Most sandboxes at one time; a plugin has one for all its calls. Where all are busy, a call waits.");

    private static final ConfigurationKey<Duration> IDLE = new ConfigurationKey<>(
            "sandbox.idle-timeout",
            duration(Duration.ofMillis(1), Duration.ofDays(1)),
            List.of("5m"),
            SANDBOX,
            "How long a sandbox is kept that has nothing to do.");

    private static final ConfigurationKey<Integer> CALLS = new ConfigurationKey<>(
            "sandbox.calls",
            integer(1, Integer.MAX_VALUE),
            List.of("10000"),
            SANDBOX,
            "Calls after which another sandbox takes the place of one.");

    static final List<ConfigurationKey<?>> ALL = List.of(PLUGINS, PROCESSES, IDLE, CALLS);

    private SandboxKeys() {}
}
