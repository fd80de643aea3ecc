package dev.pergola.shell.internal.extension;

import dev.pergola.api.Values;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.api.node.ParameterSpecification;
import dev.pergola.api.node.PortSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A type of node as data, with the names of the HTTP API. Made while the plugin is being called: it copies. */
final class NodeTypeView {
    private NodeTypeView() {}

    static Map<String, Object> of(NodeSpecification node) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("node_type", node.nodeType());
        view.put("display_name", node.displayName());
        view.put("category", node.category());
        view.put("description", node.description());
        view.put("icon", node.icon());
        view.put("color", node.color());
        view.put("inputs", node.inputs().stream().map(NodeTypeView::port).toList());
        view.put("outputs", node.outputs().stream().map(NodeTypeView::port).toList());
        view.put(
                "parameters",
                node.parameters().stream().map(NodeTypeView::parameter).toList());
        view.put(
                "resource_requirements",
                Map.of(
                        "cpu_cores", node.resources().cpuCores(),
                        "memory_mb", node.resources().memoryMb(),
                        "gpu_count", node.resources().gpuCount()));
        return Values.copyOf(view);
    }

    private static Map<String, Object> port(PortSpecification port) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", port.name());
        view.put("type", port.type());
        view.put("display_name", port.displayName());
        view.put("description", port.description());
        view.put("required", port.required());
        port.defaultValue().ifPresent(value -> view.put("default_value", value));
        view.put("multiple", port.multiple());
        return view;
    }

    private static Map<String, Object> parameter(ParameterSpecification parameter) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", parameter.name());
        view.put("type", parameter.type());
        view.put("display_name", parameter.displayName());
        view.put("description", parameter.description());
        parameter.defaultValue().ifPresent(value -> view.put("default_value", value));
        view.put("constraints", parameter.constraints());
        view.put("ui_component", parameter.control().name().toLowerCase(Locale.ROOT));
        return view;
    }

    /** The entries of a list in a view. */
    static List<Map<?, ?>> entries(Map<String, Object> view, String name) {
        List<?> entries = view.get(name) instanceof List<?> list ? list : List.of();
        return entries.stream()
                .<Map<?, ?>>map(entry -> entry instanceof Map<?, ?> map ? map : Map.of())
                .toList();
    }
}
