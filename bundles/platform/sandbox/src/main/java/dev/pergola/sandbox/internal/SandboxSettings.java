package dev.pergola.sandbox.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * What the kernel's configuration says about sandboxes; the kernel has checked every value.
 *
 * @param enabled whether there are any
 * @param plugins ids of plugins, or the beginnings of some followed by a star
 * @param home the installation
 * @param memoryMegabytes largest heap of each
 * @param most how many there may be at one time
 * @param idle how long one is kept that has nothing to do
 * @param calls how many calls one gets before another takes its place
 * @param startTimeout how long one may take until it can be called
 * @param enforced whether permissions are enforced
 */
record SandboxSettings(
        boolean enabled,
        List<String> plugins,
        Path home,
        int memoryMegabytes,
        int most,
        Duration idle,
        int calls,
        Duration startTimeout,
        boolean enforced) {

    static SandboxSettings from(BundleContext context) {
        return new SandboxSettings(
                Boolean.parseBoolean(text(context, "pergola.plugins.security.sandboxing", "true")),
                text(context, "pergola.sandbox.plugins", "")
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList(),
                Path.of(text(context, "pergola.home", "")).toAbsolutePath(),
                Integer.parseInt(text(context, "pergola.limits.memory-mb", "256")),
                Integer.parseInt(text(context, "pergola.sandbox.processes", "4")),
                time(context, "pergola.sandbox.idle-timeout", "5m"),
                Integer.parseInt(text(context, "pergola.sandbox.calls", "10000")),
                time(context, "pergola.lifecycle.start-timeout", "10s").multipliedBy(3),
                Boolean.parseBoolean(text(context, "pergola.security.enforced", "false")));
    }

    /** Whether the operator wants a plugin's tasks in a sandbox. */
    boolean names(String pluginId) {
        return enabled && plugins.stream().anyMatch(pattern -> matches(pattern, pluginId));
    }

    private static boolean matches(String pattern, String id) {
        return pattern.endsWith("*") ? id.startsWith(pattern.substring(0, pattern.length() - 1)) : pattern.equals(id);
    }

    private static String text(BundleContext context, String key, String fallback) {
        @Nullable String value = context.getProperty(key);
        return value == null || value.isBlank() ? fallback : value.trim();
    }

    private static Duration time(BundleContext context, String key, String fallback) {
        String value = text(context, key, fallback);
        if (value.endsWith("ms")) return Duration.ofMillis(number(value, 2));
        if (value.endsWith("s")) return Duration.ofSeconds(number(value, 1));
        if (value.endsWith("m")) return Duration.ofMinutes(number(value, 1));
        return Duration.parse(value);
    }

    private static long number(String value, int unit) {
        return Long.parseLong(value.substring(0, value.length() - unit).trim());
    }
}
