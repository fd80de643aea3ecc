package dev.pergola.api.node;

import java.util.Optional;

/**
 * A place where data enters or leaves a node.
 *
 * @param name unique among the node's ports of that side
 * @param type name of the type of data, such as {@code text}, {@code number} or {@code any}
 * @param displayName what people see
 * @param description one sentence
 * @param required whether it must be connected or have a default
 * @param defaultValue the value where nothing is connected
 * @param multiple whether several connections may end here
 */
public record PortSpecification(
        String name,
        String type,
        String displayName,
        String description,
        boolean required,
        Optional<Object> defaultValue,
        boolean multiple) {

    /** A required port without a default. */
    public static PortSpecification required(String name, String type, String description) {
        return new PortSpecification(name, type, name, description, true, Optional.empty(), false);
    }

    /** An optional port with a default. */
    public static PortSpecification optional(String name, String type, String description, Object defaultValue) {
        return new PortSpecification(name, type, name, description, false, Optional.of(defaultValue), false);
    }
}
