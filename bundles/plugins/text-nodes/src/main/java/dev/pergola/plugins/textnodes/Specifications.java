package dev.pergola.plugins.textnodes;

import dev.pergola.api.node.ParameterSpecification;
import dev.pergola.api.node.ParameterSpecification.Control;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short forms for the parameters that the nodes here have. */
final class Specifications {
    static final String CATEGORY = "text";
    static final String COLOR = "#3f7d58";

    private Specifications() {}

    static ParameterSpecification text(String name, String displayName, String description, String defaultValue) {
        return new ParameterSpecification(
                name,
                "string",
                displayName,
                description,
                Optional.of(defaultValue),
                Map.of("maxLength", 1000),
                Control.INPUT);
    }

    static ParameterSpecification requiredText(String name, String displayName, String description) {
        return new ParameterSpecification(
                name,
                "string",
                displayName,
                description,
                Optional.empty(),
                Map.of("minLength", 1, "maxLength", 1000),
                Control.INPUT);
    }

    static ParameterSpecification flag(String name, String displayName, String description, boolean defaultValue) {
        return new ParameterSpecification(
                name, "boolean", displayName, description, Optional.of(defaultValue), Map.of(), Control.CHECKBOX);
    }

    static ParameterSpecification choice(
            String name, String displayName, String description, List<String> choices, String defaultValue) {
        return new ParameterSpecification(
                name,
                "string",
                displayName,
                description,
                Optional.of(defaultValue),
                Map.of("enum", choices),
                Control.SELECT);
    }

    static ParameterSpecification number(
            String name, String displayName, String description, int least, int most, int defaultValue) {
        return new ParameterSpecification(
                name,
                "integer",
                displayName,
                description,
                Optional.of(defaultValue),
                Map.of("minimum", least, "maximum", most),
                Control.SLIDER);
    }
}
