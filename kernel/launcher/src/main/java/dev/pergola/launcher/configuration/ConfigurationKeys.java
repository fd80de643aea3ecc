package dev.pergola.launcher.configuration;

import static dev.pergola.launcher.configuration.ConfigurationKey.NOBODY;
import static dev.pergola.launcher.configuration.ValueType.duration;
import static dev.pergola.launcher.configuration.ValueType.flag;
import static dev.pergola.launcher.configuration.ValueType.integer;
import static dev.pergola.launcher.configuration.ValueType.listOf;
import static dev.pergola.launcher.configuration.ValueType.oneOf;
import static dev.pergola.launcher.configuration.ValueType.path;
import static dev.pergola.launcher.configuration.ValueType.text;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of everything an operator can set. Validation, the example file, the reference guide, the environment
 * variables and the framework properties all follow from it: add a key here and nowhere else.
 */
public final class ConfigurationKeys {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Everything that outlives a restart. */
    public static final ConfigurationKey<Path> DATA = key(
            "data",
            path(),
            "kernel",
            "Folder of everything that outlives a restart: database, plugins' files, logs, the admin token. One running"
                    + " instance each.",
            "./data");

    /** Drop-in folders. */
    public static final ConfigurationKey<List<Path>> PLUGIN_DIRECTORIES = key(
            "plugins.directories",
            listOf(path()),
            "lifecycle",
            "Drop-in folders that are watched for plugins; the first one receives what shell and API install.",
            "./plugins");

    /** Whether the drop-in folders are watched while running. */
    public static final ConfigurationKey<Boolean> HOT_RELOAD = key(
            "plugins.hot-reload",
            flag(),
            "lifecycle",
            "Whether changes in the drop-in folders are acted on while running, or at the next start only.",
            "true");

    /** How often the drop-in folders are looked at. */
    public static final ConfigurationKey<Duration> WATCH_INTERVAL = key(
            "plugins.watch-interval",
            duration(Duration.ofMillis(10), HOUR),
            "lifecycle",
            "How often the drop-in folders are looked at.",
            "100ms");

    /** Whether plugins are held to their permissions. */
    public static final ConfigurationKey<Boolean> ENFORCEMENT = key(
            "security.enforcement",
            flag(),
            "kernel",
            "Whether plugins are held to the permissions that they were granted; --insecure turns it off, and then a"
                    + " plugin can do whatever the process can.",
            "true");

    /** Whether the sandbox tier is used. */
    public static final ConfigurationKey<Boolean> SANDBOXING = key(
            "plugins.security.sandboxing",
            flag(),
            "sandbox",
            "Whether plugins may be run outside of the kernel's process; sandbox.plugins says which.",
            "true");

    /** What contains a sandboxed plugin. */
    public static final ConfigurationKey<String> SANDBOX_TYPE = key(
            "plugins.security.sandbox-type",
            oneOf("process", "container", "wasm"),
            NOBODY,
            "What contains a sandboxed plugin.",
            "process");

    /** Permissions granted unasked. */
    public static final ConfigurationKey<List<String>> DEFAULT_PERMISSIONS = key(
            "plugins.security.default-permissions",
            listOf(text()),
            "permissions",
            "Permissions that a plugin gets without anybody being asked, where it asks for them; a name, or a name and a"
                    + " target. A name alone grants no more than what it stands for without a target: filesystem.read the"
                    + " plugin's own folder, network.http any host.",
            "filesystem.read",
            "network.http");

    /** Debug mode for plugin development. */
    public static final ConfigurationKey<Boolean> PLUGIN_DEBUG = key(
            "plugins.debug",
            flag(),
            "kernel",
            "Debug mode for plugin development: plugins log at level debug.",
            "false");

    /** Whether jars have to be signed. */
    public static final ConfigurationKey<Boolean> SIGNATURE_REQUIRED = key(
            "vetting.signature-required",
            flag(),
            "vetting",
            "Whether only jars are let in that a publisher signed whom this site knows.",
            "false");

    /** What follows from findings. */
    public static final ConfigurationKey<List<String>> VETTING_RULES = key(
            "vetting.rules",
            listOf(ValueType.assignment()),
            "vetting",
            "What follows from a finding: rule=level, or rule@trust=level for jars of that trust alone. A rule means itself"
                    + " and all below it, * means all; a level is pass, warn, hold or block; a trust is unknown, known,"
                    + " trusted or platform. The most specific one counts.");

    /** When advisories are old. */
    public static final ConfigurationKey<Integer> ADVISORIES_MAX_DAYS = key(
            "vetting.advisories-max-days",
            integer(1, 36_500),
            "vetting",
            "From what age on, in days, advisories about vulnerable libraries are said to be old.",
            "30");

    /** Licences that may be used. */
    public static final ConfigurationKey<List<String>> LICENCES_ALLOWED = key(
            "vetting.licences-allowed",
            listOf(text()),
            "vetting",
            "SPDX identifiers of the only licences that plugins and the jars in them may have; empty for any.");

    /** Licences that may not be used. */
    public static final ConfigurationKey<List<String>> LICENCES_DENIED = key(
            "vetting.licences-denied",
            listOf(text()),
            "vetting",
            "SPDX identifiers of licences that plugins and the jars in them may not have.");

    /** Whether the first jar need not wait. */
    public static final ConfigurationKey<Boolean> VETTING_WARM_UP = key(
            "vetting.warm-up",
            flag(),
            "vetting",
            "Whether the checks of jars are tried out in the background once everything is up, so that the first jar does"
                    + " not wait for them.",
            "true");

    /** Whether a registry is used. */
    public static final ConfigurationKey<Boolean> REGISTRY_ENABLED =
            key("registry.enabled", flag(), NOBODY, "Whether plugins may be looked up in a registry.", "true");

    /** Address of the registry. */
    public static final ConfigurationKey<String> REGISTRY_URL =
            key("registry.url", text(), NOBODY, "Address of the registry; empty for none.", "");

    /** Memory of a plugin, MiB. */
    public static final ConfigurationKey<Integer> LIMIT_MEMORY = key(
            "limits.memory-mb",
            integer(1, 1_048_576),
            "lifecycle, sandbox",
            "Memory a plugin may use, in MiB: the heap of its sandbox. In the kernel's process it is told so, and nothing"
                    + " keeps it from using more.",
            "256");

    /** Processor share of a plugin, percent. */
    public static final ConfigurationKey<Integer> LIMIT_CPU = key(
            "limits.cpu-percent",
            integer(1, 10_000),
            "sandbox",
            "Share of one processor that a plugin's sandbox may use, in percent; 200 is two processors.",
            "50");

    /** Deadline of one call. */
    public static final ConfigurationKey<Duration> LIMIT_EXECUTION_TIMEOUT = key(
            "limits.execution-timeout",
            duration(MILLISECOND, Duration.ofDays(7)),
            "lifecycle, execution",
            "How long one call into a plugin may take before it is interrupted.",
            "60s");

    /** Storage of a plugin, MiB. */
    public static final ConfigurationKey<Integer> LIMIT_STORAGE = key(
            "limits.storage-mb",
            integer(0, 1_048_576),
            "lifecycle, sandbox",
            "State that a plugin may keep, and what a sandbox may have in files in the plugin's folder, in MiB each.",
            "100");

    /** Network bandwidth of a plugin, Mbit/s. */
    public static final ConfigurationKey<Integer> LIMIT_NETWORK = key(
            "limits.network-mbps",
            integer(0, 1_000_000),
            "sandbox",
            "What a plugin's sandbox that is contained may receive from the network and send to it together, in megabit per"
                    + " second; 0 for any amount.",
            "10");

    /** Open network connections of a plugin. */
    public static final ConfigurationKey<Integer> LIMIT_CONNECTIONS = key(
            "limits.network-connections",
            integer(0, 100_000),
            "sandbox",
            "Network connections a plugin's sandbox that is contained may have open at once; 0 for any number.",
            "10");

    /** Disk bandwidth of a plugin, MiB/s. */
    public static final ConfigurationKey<Integer> LIMIT_DISK = key(
            "limits.disk-mb-per-second",
            integer(0, 1_000_000),
            "sandbox",
            "What a plugin's sandbox may read from disks and write to them, in MiB per second; 0 for any amount.",
            "50");

    /** Calls inside one plugin at once. */
    public static final ConfigurationKey<Integer> LIMIT_CONCURRENT_CALLS = key(
            "limits.concurrent-calls",
            integer(1, 100_000),
            "lifecycle, execution",
            "Calls that may run inside one plugin at once; more are rejected as busy.",
            "64");

    /** Deadline of a plugin's start. */
    public static final ConfigurationKey<Duration> PLUGIN_START_TIMEOUT = key(
            "lifecycle.start-timeout",
            duration(MILLISECOND, HOUR),
            "lifecycle",
            "How long a plugin may take to start before the deployment is given up.",
            "10s");

    /** Deadline of a plugin's stop. */
    public static final ConfigurationKey<Duration> PLUGIN_STOP_TIMEOUT = key(
            "lifecycle.stop-timeout",
            duration(MILLISECOND, HOUR),
            "lifecycle",
            "How long a plugin may take to stop before it is abandoned.",
            "5s");

    /** How long running calls may go on. */
    public static final ConfigurationKey<Duration> DRAIN_TIMEOUT = key(
            "lifecycle.drain-timeout",
            duration(Duration.ZERO, HOUR),
            "lifecycle, execution",
            "How long running calls may go on when their plugin is updated, removed or shut down.",
            "5s");

    /** How often plugins are asked how they are. */
    public static final ConfigurationKey<Duration> HEALTH_INTERVAL = key(
            "lifecycle.health-interval",
            duration(Duration.ofMillis(10), Duration.ofDays(1)),
            "lifecycle",
            "How often plugins are asked how they are; three bad answers in a row reload one.",
            "10s");

    /** When a failed plugin is tried again. */
    public static final ConfigurationKey<Duration> RETRY_FIRST = key(
            "lifecycle.retry-first",
            duration(MILLISECOND, Duration.ofDays(1)),
            "lifecycle",
            "After what time a plugin that failed to start is tried again; each further time comes twice as late.",
            "10s");

    /** How often a failed plugin is tried again. */
    public static final ConfigurationKey<Integer> RETRY_MOST = key(
            "lifecycle.retry-most",
            integer(0, 1_000),
            "lifecycle",
            "How often a plugin that failed to start is tried again by itself; 0 for never.",
            "5");

    /** Schemes of URLs that plugins may be installed from. */
    public static final ConfigurationKey<List<String>> URL_SCHEMES = key(
            "lifecycle.url-schemes",
            listOf(oneOf("https", "http", "file")),
            "lifecycle",
            "Schemes of the URLs that plugins may be installed from; an empty list for none.",
            "https",
            "http",
            "file");

    /** Deadline of a download. */
    public static final ConfigurationKey<Duration> DOWNLOAD_TIMEOUT = key(
            "lifecycle.download-timeout",
            duration(MILLISECOND, HOUR),
            "lifecycle",
            "How long fetching a plugin from a URL may take, all in all.",
            "30s");

    /** Largest jar, MiB. */
    public static final ConfigurationKey<Integer> MAX_JAR = key(
            "lifecycle.max-jar-mb",
            integer(1, 1_048_576),
            "lifecycle",
            "Largest plugin that is installed, in MiB, wherever it comes from.",
            "512");

    /** Whether the HTTP API is started. */
    public static final ConfigurationKey<Boolean> HTTP_ENABLED =
            key("http.enabled", flag(), "kernel, http", "Whether the HTTP API is started.", "true");

    /** Address the HTTP API listens on. */
    public static final ConfigurationKey<String> HTTP_HOST = key(
            "http.host",
            text(),
            "kernel, http",
            "Address that the HTTP API listens on; 0.0.0.0 for all of the machine's.",
            "127.0.0.1");

    /** Port the HTTP API listens on. */
    public static final ConfigurationKey<Integer> HTTP_PORT = key(
            "http.port",
            integer(0, 65_535),
            "kernel, http",
            "Port that the HTTP API listens on; 0 for any that is free.",
            "8080");

    /** Names of this server. */
    public static final ConfigurationKey<List<String>> HTTP_ALLOWED_HOSTS = key(
            "http.allowed-hosts",
            listOf(text()),
            "http",
            "Names, without port, that the Host header of a request may have besides this machine's own; where http.host"
                    + " is no loopback address, an empty list allows any.");

    /** Largest request body, MiB. */
    public static final ConfigurationKey<Integer> HTTP_MAX_BODY =
            key("http.max-body-mb", integer(1, 2_047), "http", "Largest request body, in MiB.", "64");

    /** Largest uploaded plugin, MiB. */
    public static final ConfigurationKey<Integer> HTTP_UPLOAD_MAX = key(
            "http.upload-max-mb", integer(1, 1_048_576), "http", "Largest plugin that may be uploaded, in MiB.", "256");

    /** Requests that a plugin may make. */
    public static final ConfigurationKey<Integer> HTTP_PLUGIN_REQUESTS = key(
            "http.plugin-requests",
            integer(0, 1_000_000),
            "http",
            "Requests to the API that one plugin may make in so many minutes as http.plugin-requests-minutes says, with a token that"
                    + " was given to it, or with its id in X-Plugin-Id; 0 for any number.",
            "100");

    /** The time that these are counted in, in minutes. */
    public static final ConfigurationKey<Integer> HTTP_PLUGIN_WINDOW = key(
            "http.plugin-requests-minutes",
            integer(1, 1_440),
            "http",
            "How many minutes it takes until a plugin may make its requests anew.",
            "15");

    /** Bundles that are started only with the HTTP API. */
    public static final ConfigurationKey<List<String>> HTTP_BUNDLES = key(
            "http.bundles",
            listOf(text()),
            "kernel",
            "File names (with * and ?) of the bundles that are started only where http.enabled is true.",
            "org.apache.felix.http.jetty*.jar",
            "dev.pergola.http-*.jar");

    /** Whether a foreground run reads commands. */
    public static final ConfigurationKey<Boolean> SHELL_ENABLED = key(
            "shell.enabled",
            flag(),
            "kernel, shell",
            "Whether a foreground run reads commands from its terminal; --no-shell turns it off.",
            "true");

    /** Least level in the log files. */
    public static final ConfigurationKey<String> LOG_LEVEL = key(
            "log.level",
            oneOf("trace", "debug", "info", "warn", "error", "off"),
            "kernel",
            "Least level that is written to the log files.",
            "info");

    /** Least level on the console. */
    public static final ConfigurationKey<String> LOG_CONSOLE_LEVEL = key(
            "log.console-level",
            oneOf("trace", "debug", "info", "warn", "error", "off"),
            "kernel",
            "Least level that is written to the console too.",
            "warn");

    /** The bundles of the platform. */
    public static final ConfigurationKey<List<String>> KERNEL_BUNDLES = key(
            "kernel.bundles",
            listOf(text()),
            "kernel",
            "The bundles that make up the platform: paths relative to the installation, whose file names may hold * and"
                    + " ?.",
            "lib/bundles/*.jar");

    /** Bundles that are left out. */
    public static final ConfigurationKey<List<String>> KERNEL_BUNDLES_EXCLUDE = key(
            "kernel.bundles-exclude",
            listOf(text()),
            "kernel",
            "File names (with * and ?) of bundles that are left out.");

    /** More framework properties. */
    public static final ConfigurationKey<List<String>> KERNEL_PROPERTIES = key(
            "kernel.properties",
            listOf(ValueType.assignment()),
            "kernel",
            "More framework properties, each name=value, for bundles that have settings of their own.",
            "org.apache.felix.http.require.config=true");

    /** What must be up before the instance is ready. */
    public static final ConfigurationKey<List<String>> READY_CONDITIONS = key(
            "kernel.ready-conditions",
            listOf(text()),
            "kernel",
            "What must be up before the instance calls itself ready; http only where it is enabled and not left out.",
            "lifecycle",
            "http");

    /** Deadline of the start. */
    public static final ConfigurationKey<Duration> KERNEL_START_TIMEOUT = key(
            "kernel.start-timeout",
            duration(MILLISECOND, HOUR),
            "kernel",
            "How long the instance may take to be ready before the start is given up.",
            "60s");

    /** Deadline of the stop. */
    public static final ConfigurationKey<Duration> KERNEL_STOP_TIMEOUT = key(
            "kernel.stop-timeout",
            duration(MILLISECOND, HOUR),
            "kernel",
            "How long the instance may take to stop before it is ended as it is.",
            "10s");

    private static final List<ConfigurationKey<?>> MAIN = List.of(
            DATA,
            PLUGIN_DIRECTORIES,
            HOT_RELOAD,
            WATCH_INTERVAL,
            ENFORCEMENT,
            SANDBOXING,
            SANDBOX_TYPE,
            DEFAULT_PERMISSIONS,
            PLUGIN_DEBUG,
            SIGNATURE_REQUIRED,
            VETTING_RULES,
            ADVISORIES_MAX_DAYS,
            LICENCES_ALLOWED,
            LICENCES_DENIED,
            VETTING_WARM_UP,
            REGISTRY_ENABLED,
            REGISTRY_URL,
            LIMIT_MEMORY,
            LIMIT_CPU,
            LIMIT_EXECUTION_TIMEOUT,
            LIMIT_STORAGE,
            LIMIT_NETWORK,
            LIMIT_CONNECTIONS,
            LIMIT_DISK,
            LIMIT_CONCURRENT_CALLS,
            PLUGIN_START_TIMEOUT,
            PLUGIN_STOP_TIMEOUT,
            DRAIN_TIMEOUT,
            HEALTH_INTERVAL,
            RETRY_FIRST,
            RETRY_MOST,
            URL_SCHEMES,
            DOWNLOAD_TIMEOUT,
            MAX_JAR,
            HTTP_ENABLED,
            HTTP_HOST,
            HTTP_PORT,
            HTTP_ALLOWED_HOSTS,
            HTTP_MAX_BODY,
            HTTP_UPLOAD_MAX,
            HTTP_PLUGIN_REQUESTS,
            HTTP_PLUGIN_WINDOW,
            HTTP_BUNDLES,
            SHELL_ENABLED,
            LOG_LEVEL,
            LOG_CONSOLE_LEVEL,
            KERNEL_BUNDLES,
            KERNEL_BUNDLES_EXCLUDE,
            KERNEL_PROPERTIES,
            READY_CONDITIONS,
            KERNEL_START_TIMEOUT,
            KERNEL_STOP_TIMEOUT);

    private static final List<ConfigurationKey<?>> ALL = Stream.of(MAIN, SandboxKeys.ALL, JobsKeys.ALL, TuningKeys.ALL)
            .flatMap(List::stream)
            .toList();

    private ConfigurationKeys() {}

    private static <T> ConfigurationKey<T> key(
            String name, ValueType<T> type, String readBy, String description, String... defaults) {
        return new ConfigurationKey<>(name, type, List.of(defaults), readBy, description);
    }

    /** Every key, in the order of the file. */
    public static List<ConfigurationKey<?>> all() {
        return ALL;
    }

    /** The key of a dotted name. */
    public static Optional<ConfigurationKey<?>> named(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    static List<String> names() {
        return ALL.stream().<String>map(ConfigurationKey::name).toList();
    }
}
