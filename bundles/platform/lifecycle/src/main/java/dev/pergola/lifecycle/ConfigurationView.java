package dev.pergola.lifecycle;

import dev.pergola.store.ConfigurationRevision;
import java.util.List;
import java.util.Map;

/**
 * A plugin's configuration.
 *
 * @param pluginId the plugin
 * @param effective what the plugin sees: what was set, over the defaults
 * @param schema JSON Schema made from the plugin's Metatype and what its configuration extensions add; passwords are
 *     marked {@code writeOnly}
 * @param history revisions, newest first
 */
public record ConfigurationView(
        String pluginId,
        Map<String, Object> effective,
        Map<String, Object> schema,
        List<ConfigurationRevision> history) {
    /** Copies. */
    public ConfigurationView {
        history = List.copyOf(history);
    }
}
