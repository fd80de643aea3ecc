package dev.pergola.store;

import dev.pergola.api.ResourceUsage;
import java.time.Instant;
import java.util.Map;

/**
 * One call into a plugin that has ended.
 *
 * @param id unique id
 * @param pluginId plugin called
 * @param version version called
 * @param extensionType name of the extension point
 * @param extension name of the extension
 * @param operation what was asked, such as a task type
 * @param status wire name of the status
 * @param startedAt when it began
 * @param usage what it consumed; times as exactly as the database keeps them, in microseconds
 * @param input what it was given, cut to a bound; empty where it is not recorded
 * @param output what it answered, cut to a bound; empty where it is not recorded
 * @param error message of the failure, empty for none
 * @param caller who asked
 */
public record ExecutionRecord(
        String id,
        String pluginId,
        String version,
        String extensionType,
        String extension,
        String operation,
        String status,
        Instant startedAt,
        ResourceUsage usage,
        Map<String, Object> input,
        Map<String, Object> output,
        String error,
        String caller) {}
