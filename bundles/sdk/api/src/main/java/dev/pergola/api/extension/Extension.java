package dev.pergola.api.extension;

import java.util.Map;

/**
 * An extension that is there to be called.
 *
 * @param type fully qualified name of the extension point's interface
 * @param name name within the plugin
 * @param plugin id of the plugin that brings it
 * @param version version of that plugin
 * @param ranking its {@code service.ranking}; highest comes first
 * @param attributes its service properties that are JSON-like data
 */
public record Extension(
        String type, String name, String plugin, String version, int ranking, Map<String, Object> attributes) {
    /** Copies. */
    public Extension {
        attributes = dev.pergola.api.Values.copyOf(attributes);
    }
}
