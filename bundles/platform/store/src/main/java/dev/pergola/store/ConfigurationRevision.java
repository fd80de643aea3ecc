package dev.pergola.store;

import java.time.Instant;
import java.util.Map;

/**
 * A plugin's configuration at some time.
 *
 * @param pluginId the plugin
 * @param revision 1 for the first, one more for each change
 * @param values what the operator set
 * @param author who set it
 * @param time when
 */
public record ConfigurationRevision(
        String pluginId, long revision, Map<String, Object> values, String author, Instant time) {}
