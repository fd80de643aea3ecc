package dev.pergola.execution;

import java.time.Duration;
import java.time.Instant;

/**
 * A call under way.
 *
 * @param id execution id
 * @param pluginId plugin called
 * @param version version called
 * @param extension extension called
 * @param operation what was asked
 * @param caller who asked
 * @param startedAt when it began
 * @param remaining time left
 * @param progress from 0 to 1, as the plugin reported
 * @param message what the plugin last reported
 */
public record RunningCall(
        String id,
        String pluginId,
        String version,
        String extension,
        String operation,
        String caller,
        Instant startedAt,
        Duration remaining,
        double progress,
        String message) {}
