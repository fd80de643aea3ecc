package dev.pergola.api.extension;

import dev.pergola.api.Values;
import java.util.Map;

/**
 * Work for a {@link TaskProcessor}.
 *
 * @param type what kind of work, such as {@code WORD_COUNT}
 * @param input JSON-like data, see {@link Values}
 */
public record Task(String type, Map<String, Object> input) {
    /** Copies the input. */
    public Task {
        input = Values.copyOf(input);
    }
}
