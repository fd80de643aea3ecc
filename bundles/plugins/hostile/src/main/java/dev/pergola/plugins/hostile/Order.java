package dev.pergola.plugins.hostile;

import dev.pergola.api.InvalidInputException;
import java.nio.file.Path;
import java.util.Map;

/**
 * With what a deed is done.
 *
 * @param input of the task
 * @param folder the plugin's own
 */
record Order(Map<String, Object> input, Path folder) {
    /** A text of the input, which may be left out. */
    String text(String key, String otherwise) {
        Object value = input.getOrDefault(key, otherwise);
        if (value instanceof String text) return text;
        throw new InvalidInputException("'" + key + "' must be a text");
    }

    /** A number of the input, which may be left out. */
    int number(String key, int otherwise) {
        Object value = input.getOrDefault(key, otherwise);
        if (value instanceof Number number && number.intValue() >= 0) return number.intValue();
        throw new InvalidInputException("'" + key + "' must be a number, and not below 0");
    }
}
