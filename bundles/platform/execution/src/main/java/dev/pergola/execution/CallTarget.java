package dev.pergola.execution;

import java.util.Optional;

/**
 * Whom to call.
 *
 * @param <E> the extension point
 * @param type the extension point
 * @param pluginId the plugin
 * @param version its version; empty for the current one
 * @param extension name of the extension; empty for the highest-ranked one of the type
 */
public record CallTarget<E>(Class<E> type, String pluginId, Optional<String> version, Optional<String> extension) {
    /** The highest-ranked extension of a type in the current version of a plugin. */
    public static <E> CallTarget<E> of(Class<E> type, String pluginId) {
        return new CallTarget<>(type, pluginId, Optional.empty(), Optional.empty());
    }
}
