package dev.pergola.api.extension;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Checks configuration beyond what types can say. The shape of a plugin's configuration is an OSGi Metatype annotation
 * type; this adds a section of JSON Schema for others, or rules across fields.
 */
@ConsumerType
public interface ConfigurationExtension {
    /** JSON Schema that is added to the plugin's own; empty for none. */
    default Map<String, Object> schema() {
        return Map.of();
    }

    /** Looks at a configuration before it is stored. */
    List<Problem> validate(Map<String, Object> configuration);

    /**
     * Something wrong.
     *
     * @param key the key that is wrong
     * @param message what is wrong and what would be right
     */
    record Problem(String key, String message) {}
}
