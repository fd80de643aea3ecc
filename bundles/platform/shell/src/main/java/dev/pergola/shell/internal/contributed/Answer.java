package dev.pergola.shell.internal.contributed;

import dev.pergola.api.Bytes;
import dev.pergola.api.Values;
import dev.pergola.shell.internal.command.Text;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command answered, as plain data.
 *
 * @param text as text
 * @param data as JSON-like data, for {@code --json}
 * @param structured whether it is data in the first place
 */
record Answer(String text, Object data, boolean structured) {
    private static final String VALUE = "value";

    /** Copies what a plugin's method returned. Runs inside of the call, since it may run the plugin's code. */
    static Answer of(@Nullable Object returned) {
        if (returned == null) return new Answer("", Map.of(), false);
        if (returned instanceof Map || returned instanceof Collection) {
            Object copy =
                    Values.copyOf(Collections.singletonMap(VALUE, returned)).get(VALUE);
            return new Answer("", copy == null ? Map.of() : copy, true);
        }
        if (returned instanceof Number || returned instanceof Boolean) {
            Map<String, Object> copy = Values.copyOf(Map.of(VALUE, returned));
            return new Answer(returned.toString(), copy, false);
        }
        String text = returned instanceof Bytes bytes ? bytes.toBase64() : String.valueOf(returned);
        String bounded = text.length() > Text.MAX_LENGTH ? text.substring(0, Text.MAX_LENGTH) + "…" : text;
        return new Answer(bounded, Map.of(VALUE, bounded), false);
    }
}
