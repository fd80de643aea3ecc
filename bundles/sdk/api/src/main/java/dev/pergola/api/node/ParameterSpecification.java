package dev.pergola.api.node;

import dev.pergola.api.Values;
import java.util.Map;
import java.util.Optional;

/**
 * Something that the author of a workflow sets on a node.
 *
 * @param name unique among the node's parameters
 * @param type {@code string}, {@code integer}, {@code number} or {@code boolean}
 * @param displayName what people see
 * @param description one sentence
 * @param defaultValue the value where none is set
 * @param constraints JSON Schema keywords that the value must meet: {@code minimum}, {@code maximum}, {@code enum}, …
 * @param control how an editor shows it
 */
public record ParameterSpecification(
        String name,
        String type,
        String displayName,
        String description,
        Optional<Object> defaultValue,
        Map<String, Object> constraints,
        Control control) {

    /** Copies. */
    public ParameterSpecification {
        constraints = Values.copyOf(constraints);
    }

    /** A form control. */
    public enum Control {
        /** A line of text. */
        INPUT,
        /** A choice. */
        SELECT,
        /** A number between two others. */
        SLIDER,
        /** Yes or no. */
        CHECKBOX
    }
}
