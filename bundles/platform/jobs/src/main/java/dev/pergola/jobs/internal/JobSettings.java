package dev.pergola.jobs.internal;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * What the kernel's configuration says about jobs; the kernel has checked every value.
 *
 * @param data the data directory
 * @param threads most jobs that run at one time
 * @param mostQueued most jobs that have not ended
 * @param mostOfOne the same, of one plugin
 * @param deadline how long a job may take that names no deadline
 * @param retention how long a job is kept that has ended
 * @param mostKept how many such are kept, roughly
 */
record JobSettings(
        Path data, int threads, int mostQueued, int mostOfOne, Duration deadline, Duration retention, long mostKept) {

    static JobSettings from(BundleContext context) {
        return new JobSettings(
                Path.of(text(context, "pergola.data", "")),
                Integer.parseInt(text(context, "pergola.jobs.threads", "4")),
                Integer.parseInt(text(context, "pergola.jobs.max-queued", "10000")),
                Integer.parseInt(text(context, "pergola.jobs.max-queued-per-plugin", "2500")),
                time(context, "pergola.jobs.deadline", "86400s"),
                time(context, "pergola.jobs.retention", "604800s"),
                Long.parseLong(text(context, "pergola.jobs.max-kept", "100000")));
    }

    private static String text(BundleContext context, String key, String fallback) {
        @Nullable String value = context.getProperty(key);
        return value == null || value.isBlank() ? fallback : value.trim();
    }

    /** As the kernel hands them on: {@code 20s} or {@code 500ms}. */
    private static Duration time(BundleContext context, String key, String fallback) {
        String value = text(context, key, fallback);
        if (value.endsWith("ms")) return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
        return Duration.ofSeconds(Long.parseLong(value.substring(0, value.length() - 1)));
    }
}
