package dev.pergola.api.extension;

import dev.pergola.api.Values;
import java.util.Map;

/**
 * What a {@link TaskProcessor} answers.
 *
 * @param output JSON-like data, see {@link Values}
 */
public record TaskResult(Map<String, Object> output) {
    /** Copies the output. */
    public TaskResult {
        output = Values.copyOf(output);
    }

    /** A result from data. */
    public static TaskResult of(Map<String, ?> output) {
        return new TaskResult(Values.copyOf(output));
    }
}
