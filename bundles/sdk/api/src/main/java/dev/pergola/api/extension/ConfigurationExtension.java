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
    /**
     * JSON Schema that is added to the one that is made of the plugin's Metatype; empty for none. Asked for once after
     * each start. What the Metatype says of a key stays; a key of its own may be added, or more be asked of one that is
     * there.
     *
     * <p>The platform shows all of it, and holds values to {@code required}, {@code additionalProperties} (keys that
     * nobody speaks of are refused, unless this is true) and, of each property, {@code type}, {@code enum}, the bounds of
     * numbers, lengths and sizes, and {@code items}. Whatever else there is, such as {@code pattern}, is for
     * {@link #validate} to hold values to; and a {@code default} is for forms, nobody fills it in.
     */
    default Map<String, Object> schema() {
        return Map.of();
    }

    /** Looks at a configuration before it is stored, once it fits the schema. */
    List<Problem> validate(Map<String, Object> configuration);

    /**
     * Something wrong.
     *
     * @param key the key that is wrong
     * @param message what is wrong and what would be right
     */
    record Problem(String key, String message) {}
}
