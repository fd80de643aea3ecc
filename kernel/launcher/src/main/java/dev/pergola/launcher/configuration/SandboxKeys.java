package dev.pergola.launcher.configuration;

import static dev.pergola.launcher.configuration.ValueType.duration;
import static dev.pergola.launcher.configuration.ValueType.flag;
import static dev.pergola.launcher.configuration.ValueType.integer;
import static dev.pergola.launcher.configuration.ValueType.listOf;
import static dev.pergola.launcher.configuration.ValueType.oneOf;
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

    private static final ConfigurationKey<List<String>> IN_PROCESS = new ConfigurationKey<>(
            "sandbox.in-process",
            listOf(text()),
            List.of(),
            SANDBOX,
            "Plugins whose tasks run in no sandbox, whatever they say of themselves and whatever their calls cost: ids, or beginnings"
                    + " of some followed by a star. A whole id outdoes sandbox.plugins and sandbox.trust too.");

    private static final ConfigurationKey<Duration> HEAVY_CPU_TIME = new ConfigurationKey<>(
            "sandbox.heavy-cpu-time",
            duration(Duration.ZERO, Duration.ofDays(1)),
            List.of("1s"),
            SANDBOX,
            "Tasks run in a sandbox that say that they take more of a processor's time than this, or that turn out to: three of the"
                    + " latest twenty. 0s for no such bound.");

    private static final ConfigurationKey<Integer> HEAVY_MEMORY = new ConfigurationKey<>(
            "sandbox.heavy-memory-mb",
            integer(0, 1_048_576),
            List.of("128"),
            SANDBOX,
            "Tasks run in a sandbox that say that they need more memory than this, in MiB; 0 for no such bound.");

    private static final ConfigurationKey<Integer> HEAVY_ALLOCATION = new ConfigurationKey<>(
            "sandbox.heavy-allocation-mb",
            integer(0, Integer.MAX_VALUE),
            List.of("2048"),
            SANDBOX,
            "Tasks run in a sandbox that turn out to allocate more than this from beginning to end, in MiB: three of"
                    + " the latest twenty. 0 for no such bound.");

    private static final ConfigurationKey<String> TRUST = new ConfigurationKey<>(
            "sandbox.trust",
            oneOf("any", "known", "trusted", "platform"),
            List.of("any"),
            SANDBOX,
            "How far the publisher of a plugin has to be trusted for its tasks to run in the kernel's process. Those of others run in"
                    + " sandboxes, each call in one of its own, which ends with it.");

    private static final ConfigurationKey<Boolean> UNCONTAINED = new ConfigurationKey<>(
            "sandbox.untrusted-uncontained",
            flag(),
            List.of("false"),
            SANDBOX,
            "Whether tasks of plugins that are not trusted as far as sandbox.trust asks run at all where sandboxes are contained at"
                    + " tier C only: in a plain process, with nothing but Java around them.");

    private static final ConfigurationKey<String> FRAMEWORK = new ConfigurationKey<>(
            "sandbox.framework",
            oneOf("when-needed", "always"),
            List.of("when-needed"),
            SANDBOX,
            "Whether a plugin gets an OSGi framework in its sandbox: when-needed, where it imports packages of OSGi or its components"
                    + " refer to more than the plugin's context, or always.");

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

    private static final ConfigurationKey<Integer> IDLE_PROCESSES = new ConfigurationKey<>(
            "sandbox.idle-processes",
            integer(0, 1_000),
            List.of("4"),
            SANDBOX,
            "Most sandboxes that are kept with nothing to do; beyond that, those go that have been idle for longest.");

    private static final ConfigurationKey<Integer> WARM_PROCESSES = new ConfigurationKey<>(
            "sandbox.warm-processes",
            integer(0, 1_000),
            List.of("1"),
            SANDBOX,
            "Processes that are started ahead and wait for a plugin that has no sandbox yet, as far as sandbox.processes leaves room;"
                    + " from the first sandbox on, or from the start where sandbox.plugins or sandbox.trust ask for any. A plugin"
                    + " that was granted files outside of plugins' own folders does not get one, but at isolation C.");

    private static final ConfigurationKey<Integer> CALLS = new ConfigurationKey<>(
            "sandbox.calls",
            integer(1, Integer.MAX_VALUE),
            List.of("10000"),
            SANDBOX,
            "Calls after which another sandbox takes the place of one.");

    private static final ConfigurationKey<Duration> LIFETIME = new ConfigurationKey<>(
            "sandbox.lifetime",
            duration(Duration.ofMinutes(1), Duration.ofDays(365)),
            List.of("1d"),
            SANDBOX,
            "How old a sandbox becomes before the next call gets another in its place.");

    private static final ConfigurationKey<Integer> WORN = new ConfigurationKey<>(
            "sandbox.replace-at-memory-percent",
            integer(1, 100),
            List.of("90"),
            SANDBOX,
            "With how much of its memory, of limits.memory-mb and sandbox.native-memory-mb together, the next call gets another"
                    + " sandbox in the place of one that has had ten calls or more; 100 for never. With all of it, it is ended.");

    private static final ConfigurationKey<Integer> SPARE_MEMORY = new ConfigurationKey<>(
            "sandbox.spare-memory-mb",
            integer(0, 1_048_576),
            List.of("256"),
            SANDBOX,
            "While the host, or the control group that Pergola is in, has less memory left than this, in MiB, sandboxes that have nothing"
                    + " to do are ended, those first that have had nothing to do for longest; 0 for never.");

    private static final ConfigurationKey<String> ISOLATION = new ConfigurationKey<>(
            "sandbox.isolation",
            oneOf("auto", "A", "B", "C"),
            List.of("auto"),
            SANDBOX,
            "What contains a sandbox: A its own file system, processes and network, a filter for system calls, and limits of a"
                    + " control group; B the same with limits that are watched; C a plain process. Where one that is named does"
                    + " not work on this host, nothing runs in a sandbox; auto takes the best that does. sandbox:doctor says"
                    + " what is missing.");

    private static final ConfigurationKey<Integer> NATIVE_MEMORY = new ConfigurationKey<>(
            "sandbox.native-memory-mb",
            integer(64, 1_048_576),
            List.of("192"),
            SANDBOX,
            "Memory of a sandbox beside its heap, in MiB: for Java itself, threads and buffers. With more than this and"
                    + " limits.memory-mb together it is ended.");

    private static final ConfigurationKey<Integer> THREADS = new ConfigurationKey<>(
            "sandbox.threads",
            integer(32, 100_000),
            List.of("256"),
            SANDBOX,
            "Most threads of a sandbox; Java itself takes some twenty.");

    private static final ConfigurationKey<Integer> OPEN_FILES = new ConfigurationKey<>(
            "sandbox.open-files",
            integer(64, 1_000_000),
            List.of("1024"),
            SANDBOX,
            "Most files, sockets and the like that a sandbox may have open at one time.");

    private static final ConfigurationKey<Integer> FILE = new ConfigurationKey<>(
            "sandbox.file-mb",
            integer(1, 1_048_576),
            List.of("100"),
            SANDBOX,
            "Largest file that a sandbox may write, in MiB.");

    private static final ConfigurationKey<Integer> SCRATCH = new ConfigurationKey<>(
            "sandbox.scratch-mb",
            integer(1, 1_048_576),
            List.of("100"),
            SANDBOX,
            "Size of the temporary folder of a sandbox, in MiB; it is kept in memory, and has a limit at isolation A and B.");

    private static final ConfigurationKey<Duration> CPU_TIME = new ConfigurationKey<>(
            "sandbox.cpu-time",
            duration(Duration.ofMillis(100), Duration.ofDays(7)),
            List.of("60s"),
            SANDBOX,
            "Time of a processor that a call in a sandbox may take; where several run at one time, they share what they have"
                    + " together.");

    static final List<ConfigurationKey<?>> ALL = List.of(
            PLUGINS,
            IN_PROCESS,
            HEAVY_CPU_TIME,
            HEAVY_MEMORY,
            HEAVY_ALLOCATION,
            TRUST,
            UNCONTAINED,
            ISOLATION,
            FRAMEWORK,
            PROCESSES,
            IDLE,
            IDLE_PROCESSES,
            WARM_PROCESSES,
            CALLS,
            LIFETIME,
            WORN,
            SPARE_MEMORY,
            CPU_TIME,
            NATIVE_MEMORY,
            THREADS,
            OPEN_FILES,
            FILE,
            SCRATCH);

    private SandboxKeys() {}
}
