package dev.pergola.launcher.configuration;

import java.util.List;
import java.util.Locale;

/**
 * One thing an operator can set. Immutable.
 *
 * @param name dotted name, as in the configuration file, such as {@code http.port}
 * @param type what values it takes
 * @param defaults value where nobody sets one, as text: one item, or those of the list
 * @param readBy which part of Pergola acts on it, or {@link #NOBODY}
 * @param description what it does, in one or two sentences for the operator
 */
public record ConfigurationKey<T>(
        String name, ValueType<T> type, List<String> defaults, String readBy, String description) {

    /** Reader of a key that is there for the sake of configurations that have it, and has no effect yet. */
    public static final String NOBODY = "nobody yet";

    /** Whether anything acts on it. */
    public boolean hasEffect() {
        return !readBy.equals(NOBODY);
    }

    /** The description, and where it has no effect, that it has none. */
    String explanation() {
        return hasEffect() ? description : description + " It has no effect in this version.";
    }

    /** The environment variable that sets it, such as {@code PERGOLA_HTTP_PORT}. */
    public String environmentName() {
        return "PERGOLA_" + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The framework property that carries the resolved value to the bundles, such as {@code pergola.http.port}. */
    public String propertyName() {
        return "pergola." + name;
    }
}
