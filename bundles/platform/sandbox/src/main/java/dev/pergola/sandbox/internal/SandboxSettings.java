package dev.pergola.sandbox.internal;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.internal.containment.Limits;
import dev.pergola.sandbox.internal.egress.EgressLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * What the kernel's configuration says about sandboxes; the kernel has checked every value.
 *
 * @param enabled whether there are any
 * @param plugins ids of plugins, or the beginnings of some followed by a star
 * @param inProcess those whose tasks never run in a sandbox, in the same form
 * @param weights what is too heavy for the kernel's process
 * @param least how far a plugin has to be trusted for the kernel's process, and for more than one call in a sandbox
 * @param uncontained whether those that are not may run in sandboxes that nothing contains
 * @param home the installation
 * @param isolation the tier that the operator asks for; empty for the best that works here
 * @param limits what each may use
 * @param cpuTime how much of a processor's time a call may take
 * @param storageMegabytes of files in the plugin's folder
 * @param diskMegabytes read and written in a second; zero for any number
 * @param network what each may have of the network
 * @param most how many there may be at one time
 * @param idle how long one is kept that has nothing to do
 * @param mostIdle how many of those are kept
 * @param warm how many processes wait for a plugin that has none
 * @param berth the folder that the plugins' own ones are in
 * @param replacement when another takes the place of one
 * @param spareMegabytes of memory that the host has to have left for those that have nothing to do
 * @param alwaysFramework whether each plugin gets a framework in its sandbox, also where it needs none
 * @param startTimeout how long one may take until it can be called
 * @param enforced whether permissions are enforced
 */
record SandboxSettings(
        boolean enabled,
        List<String> plugins,
        List<String> inProcess,
        Weights weights,
        Trust least,
        boolean uncontained,
        Path home,
        Optional<Isolation.Tier> isolation,
        Limits limits,
        Duration cpuTime,
        int storageMegabytes,
        int diskMegabytes,
        EgressLimits network,
        int most,
        Duration idle,
        int mostIdle,
        int warm,
        Path berth,
        Replacement replacement,
        int spareMegabytes,
        boolean alwaysFramework,
        Duration startTimeout,
        boolean enforced) {

    static SandboxSettings from(BundleContext context) {
        return from(context::getProperty);
    }

    static SandboxSettings from(Properties context) {
        return new SandboxSettings(
                Boolean.parseBoolean(text(context, "pergola.plugins.security.sandboxing", "true")),
                lines(context, "pergola.sandbox.plugins"),
                lines(context, "pergola.sandbox.in-process"),
                new Weights(
                        time(context, "pergola.sandbox.heavy-cpu-time", "1s"),
                        number(context, "pergola.sandbox.heavy-memory-mb", 128),
                        number(context, "pergola.sandbox.heavy-allocation-mb", 2_048)),
                trust(text(context, "pergola.sandbox.trust", "any")),
                Boolean.parseBoolean(text(context, "pergola.sandbox.untrusted-uncontained", "false")),
                Path.of(text(context, "pergola.home", "")).toAbsolutePath(),
                isolation(text(context, "pergola.sandbox.isolation", "auto")),
                limits(context),
                time(context, "pergola.sandbox.cpu-time", "60s"),
                number(context, "pergola.limits.storage-mb", 100),
                number(context, "pergola.limits.disk-mb-per-second", 50),
                EgressLimits.of(
                        number(context, "pergola.limits.network-mbps", 10),
                        number(context, "pergola.limits.network-connections", 10)),
                number(context, "pergola.sandbox.processes", 4),
                time(context, "pergola.sandbox.idle-timeout", "5m"),
                number(context, "pergola.sandbox.idle-processes", 4),
                number(context, "pergola.sandbox.warm-processes", 1),
                Path.of(text(context, "pergola.data", "data"))
                        .toAbsolutePath()
                        .normalize()
                        .resolve("plugin-data"),
                new Replacement(
                        number(context, "pergola.sandbox.calls", 10_000),
                        time(context, "pergola.sandbox.lifetime", "1d"),
                        number(context, "pergola.sandbox.replace-at-memory-percent", 90)),
                number(context, "pergola.sandbox.spare-memory-mb", 256),
                text(context, "pergola.sandbox.framework", "when-needed").equals("always"),
                time(context, "pergola.lifecycle.start-timeout", "10s").multipliedBy(3),
                Boolean.parseBoolean(text(context, "pergola.security.enforced", "false")));
    }

    /** The framework's properties. */
    interface Properties {
        @Nullable
        String getProperty(String key);
    }

    private static Trust trust(String name) {
        return name.equals("any") ? Trust.UNKNOWN : Trust.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Optional<Isolation.Tier> isolation(String name) {
        return name.equals("auto") ? Optional.empty() : Optional.of(Isolation.Tier.valueOf(name));
    }

    private static Limits limits(Properties context) {
        int heap = number(context, "pergola.limits.memory-mb", 256);
        return new Limits(
                heap,
                heap + number(context, "pergola.sandbox.native-memory-mb", 192),
                number(context, "pergola.limits.cpu-percent", 50),
                number(context, "pergola.sandbox.threads", 256),
                number(context, "pergola.sandbox.open-files", 1_024),
                number(context, "pergola.sandbox.file-mb", 100),
                number(context, "pergola.sandbox.scratch-mb", 100));
    }

    private static List<String> lines(Properties context, String key) {
        return text(context, key, "")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Whether the operator wants a plugin's tasks in a sandbox. */
    boolean names(String pluginId) {
        return enabled && plugins.stream().anyMatch(pattern -> matches(pattern, pluginId));
    }

    /** Whether the operator wants a plugin's tasks in no sandbox. */
    boolean keepsInProcess(String pluginId) {
        return inProcess.stream().anyMatch(pattern -> matches(pattern, pluginId));
    }

    private static boolean matches(String pattern, String id) {
        return pattern.endsWith("*") ? id.startsWith(pattern.substring(0, pattern.length() - 1)) : pattern.equals(id);
    }

    private static String text(Properties context, String key, String fallback) {
        @Nullable String value = context.getProperty(key);
        return value == null || value.isBlank() ? fallback : value.trim();
    }

    private static int number(Properties context, String key, int fallback) {
        return Integer.parseInt(text(context, key, Integer.toString(fallback)));
    }

    private static Duration time(Properties context, String key, String fallback) {
        String value = text(context, key, fallback);
        if (value.endsWith("ms")) return Duration.ofMillis(number(value, 2));
        if (value.endsWith("s")) return Duration.ofSeconds(number(value, 1));
        if (value.endsWith("m")) return Duration.ofMinutes(number(value, 1));
        if (value.endsWith("h")) return Duration.ofHours(number(value, 1));
        if (value.endsWith("d")) return Duration.ofDays(number(value, 1));
        return Duration.parse(value);
    }

    private static long number(String value, int unit) {
        return Long.parseLong(value.substring(0, value.length() - unit).trim());
    }
}
