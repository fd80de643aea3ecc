package dev.pergola.lifecycle.internal;

import dev.pergola.execution.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

/** What the kernel's configuration says about the life of plugins; the kernel has checked every value. */
record LifecycleSettings(
        Path data,
        List<Path> directories,
        boolean hotReload,
        Duration watchInterval,
        Duration startTimeout,
        Duration stopTimeout,
        Duration drainTimeout,
        Duration healthInterval,
        Duration retryFirst,
        int retryMost,
        Duration downloadTimeout,
        List<String> urlSchemes,
        long maxJarBytes,
        Limits limits,
        long memoryBytes,
        long storageBytes,
        Version engine,
        boolean enforced,
        Duration policyTimeout) {

    static LifecycleSettings from(BundleContext context) {
        Path data =
                Path.of(text(context, "pergola.data", "data")).toAbsolutePath().normalize();
        return new LifecycleSettings(
                data,
                text(context, "pergola.plugins.directories", "plugins")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> Path.of(line).toAbsolutePath().normalize())
                        .distinct()
                        .toList(),
                Boolean.parseBoolean(text(context, "pergola.plugins.hot-reload", "true")),
                time(context, "pergola.plugins.watch-interval", "100ms"),
                time(context, "pergola.lifecycle.start-timeout", "10s"),
                time(context, "pergola.lifecycle.stop-timeout", "5s"),
                time(context, "pergola.lifecycle.drain-timeout", "5s"),
                time(context, "pergola.lifecycle.health-interval", "10s"),
                time(context, "pergola.lifecycle.retry-first", "10s"),
                Integer.parseInt(text(context, "pergola.lifecycle.retry-most", "5")),
                time(context, "pergola.lifecycle.download-timeout", "30s"),
                urlSchemes(context),
                megabytes(context, "pergola.lifecycle.max-jar-mb", "512"),
                new Limits(
                        time(context, "pergola.limits.execution-timeout", "60s"),
                        Integer.parseInt(text(context, "pergola.limits.concurrent-calls", "64"))),
                megabytes(context, "pergola.limits.memory-mb", "256"),
                megabytes(context, "pergola.limits.storage-mb", "100"),
                Version.parseVersion(text(context, "pergola.engine.version", "1.0.0")),
                Boolean.parseBoolean(text(context, "pergola.security.enforced", "false")),
                // Half of what the kernel waits for all, so that it hears why there is nothing more to wait for.
                time(context, "pergola.kernel.start-timeout", "60s").dividedBy(2));
    }

    /** Where the list is empty, none is allowed. */
    private static List<String> urlSchemes(BundleContext context) {
        @Nullable String value = context.getProperty("pergola.lifecycle.url-schemes");
        if (value == null) return List.of("https", "http", "file");
        return value.lines().filter(line -> !line.isBlank()).toList();
    }

    private static String text(BundleContext context, String key, String fallback) {
        @Nullable String value = context.getProperty(key);
        return value == null || value.isBlank() ? fallback : value.trim();
    }

    private static long megabytes(BundleContext context, String key, String fallback) {
        return Long.parseLong(text(context, key, fallback)) * 1024 * 1024;
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
