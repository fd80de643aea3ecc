package dev.pergola.api.node;

import java.util.List;

/**
 * Describes a type of node.
 *
 * @param nodeType identity, unique among all plugins: by custom the plugin's id, a dot, and a name
 * @param displayName what people see
 * @param category where a palette lists it
 * @param description one or two sentences
 * @param icon name of an icon
 * @param color colour as {@code #rrggbb}
 * @param inputs where data enters
 * @param outputs where data leaves
 * @param parameters what can be set
 * @param resources what it will probably need
 */
public record NodeSpecification(
        String nodeType,
        String displayName,
        String category,
        String description,
        String icon,
        String color,
        List<PortSpecification> inputs,
        List<PortSpecification> outputs,
        List<ParameterSpecification> parameters,
        ResourceRequirement resources) {

    /** Copies. */
    public NodeSpecification {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        parameters = List.copyOf(parameters);
    }
}
