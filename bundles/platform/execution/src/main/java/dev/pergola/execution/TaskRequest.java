package dev.pergola.execution;

import dev.pergola.api.Values;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A task for a plugin.
 *
 * @param pluginId the plugin
 * @param version its version; empty for the current one
 * @param type task type; empty for the plugin's default: the first type named by its highest-ranked task processor
 * @param input input of the task
 * @param attributes what the plugin finds in its execution context
 * @param timeout longest time to wait; empty for the plugin's limit, which also bounds it
 * @param caller who asks
 */
public record TaskRequest(
        String pluginId,
        Optional<String> version,
        Optional<String> type,
        Map<String, Object> input,
        Map<String, Object> attributes,
        Optional<Duration> timeout,
        String caller) {
    /** Copies. */
    public TaskRequest {
        input = Values.copyOf(input);
        attributes = Values.copyOf(attributes);
    }

    /** A task of some type, with defaults for the rest. */
    public static TaskRequest of(String pluginId, String type, Map<String, ?> input) {
        return of(pluginId, Optional.of(type), input);
    }

    /** A task of the plugin's default type, with defaults for the rest. */
    public static TaskRequest of(String pluginId, Map<String, ?> input) {
        return of(pluginId, Optional.empty(), input);
    }

    private static TaskRequest of(String pluginId, Optional<String> type, Map<String, ?> input) {
        return new TaskRequest(
                pluginId, Optional.empty(), type, Values.copyOf(input), Map.of(), Optional.empty(), "pergola");
    }
}
