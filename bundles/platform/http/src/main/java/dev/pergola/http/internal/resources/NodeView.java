package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.api.Values;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.api.node.ParameterSpecification;
import dev.pergola.api.node.PortSpecification;
import dev.pergola.api.node.ResourceRequirement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A type of node (R200, R227 to R229, R232). Made while the plugin is being called, so that it copies what it is given. */
record NodeView(
        String nodeType,
        String displayName,
        String category,
        String description,
        String icon,
        String color,
        List<Port> inputs,
        List<Port> outputs,
        List<Parameter> parameters,
        Resources resourceRequirements,
        String pluginId,
        String version) {

    static NodeView of(NodeSpecification node, String pluginId, String version) {
        ResourceRequirement resources = node.resources();
        return new NodeView(
                node.nodeType(),
                node.displayName(),
                node.category(),
                node.description(),
                node.icon(),
                node.color(),
                node.inputs().stream().map(Port::of).toList(),
                node.outputs().stream().map(Port::of).toList(),
                node.parameters().stream().map(Parameter::of).toList(),
                new Resources(resources.cpuCores(), resources.memoryMb(), resources.gpuCount()),
                pluginId,
                version);
    }

    private static @Nullable Object copy(Optional<Object> value) {
        return value.isEmpty()
                ? null
                : Values.copyOf(Map.of("value", value.get())).get("value");
    }

    /** Where data enters or leaves. */
    record Port(
            String name,
            String type,
            String displayName,
            String description,
            boolean required,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Object defaultValue,

            boolean multiple) {
        static Port of(PortSpecification port) {
            return new Port(
                    port.name(),
                    port.type(),
                    port.displayName(),
                    port.description(),
                    port.required(),
                    copy(port.defaultValue()),
                    port.multiple());
        }
    }

    /** What can be set. */
    record Parameter(
            String name,
            String type,
            String displayName,
            String description,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Object defaultValue,

            Map<String, Object> constraints,
            String uiComponent) {
        static Parameter of(ParameterSpecification parameter) {
            return new Parameter(
                    parameter.name(),
                    parameter.type(),
                    parameter.displayName(),
                    parameter.description(),
                    copy(parameter.defaultValue()),
                    parameter.constraints(),
                    parameter.control().name().toLowerCase(Locale.ROOT));
        }
    }

    /** What it will probably need. */
    record Resources(double cpuCores, int memoryMb, int gpuCount) {}
}
