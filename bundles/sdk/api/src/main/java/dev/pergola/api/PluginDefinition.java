package dev.pergola.api;

import java.util.List;
import java.util.Map;

/**
 * A plugin made in code by {@link PluginBuilder}.
 *
 * @param metadata what it is
 * @param contributions what it brings
 */
public record PluginDefinition(PluginMetadata metadata, List<Contribution<?>> contributions) {
    /** Copies. */
    public PluginDefinition {
        contributions = List.copyOf(contributions);
    }

    /**
     * An extension.
     *
     * @param type the extension point
     * @param extension the extension
     * @param attributes service properties
     */
    public record Contribution<E>(Class<E> type, E extension, Map<String, Object> attributes) {
        /** Copies. */
        public Contribution {
            attributes = Values.copyOf(attributes);
        }
    }
}
