package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.metatype.AD;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/** What a plugin's configuration may be, as the OSGi Metatype in its jar says. */
final class ConfigurationShape {
    private final String pluginId;
    private final Map<String, AD> attributes = new LinkedHashMap<>();

    private ConfigurationShape(String pluginId, List<AD> attributes) {
        this.pluginId = pluginId;
        attributes.forEach(attribute -> this.attributes.put(attribute.getID(), attribute));
    }

    /** That of a plugin, whether or not it runs. */
    static ConfigurationShape of(String pluginId, Path jar) {
        return new ConfigurationShape(pluginId, MetatypeReader.attributes(jar, pluginId));
    }

    /** Whether it says nothing of any key. */
    boolean isEmpty() {
        return attributes.isEmpty();
    }

    /** Whether it has something to say of a key. */
    boolean knows(String key) {
        return attributes.containsKey(key);
    }

    /** The values of the keys that nobody has set. */
    Map<String, Object> defaults() {
        Map<String, Object> result = new LinkedHashMap<>();
        for (AD attribute : attributes.values()) {
            defaults(attribute).ifPresent(texts -> result.put(attribute.getID(), typed(attribute, texts)));
        }
        return result;
    }

    /** Checks values against this and what is added to it, and gives them with their proper types. */
    Map<String, Object> validate(SchemaSection added, Map<String, Object> values) {
        boolean open = added.allowsOthers(attributes.isEmpty());
        List<Problem> problems = new ArrayList<>();
        Map<String, Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            @Nullable AD attribute = attributes.get(key);
            Optional<Object> checked = Optional.ofNullable(value);
            if (attribute != null) checked = check(attribute, value, problems);
            else if (!added.knows(key) && !open) {
                Set<String> keys = new LinkedHashSet<>(attributes.keySet());
                keys.addAll(added.keys());
                problems.add(new Problem("unknown-key", "There is no key '" + key + "'", "Use one of " + keys));
                return;
            }
            if (added.knows(key)) checked = checked.flatMap(v -> added.check(key, v, problems));
            checked.ifPresent(v -> result.put(key, v));
        });
        for (String key : added.required()) {
            @Nullable AD attribute = attributes.get(key);
            if (values.get(key) == null
                    && (attribute == null || defaults(attribute).isEmpty())) {
                problems.add(new Problem("missing-key", "The key '" + key + "' is required", "Set it"));
            }
        }
        for (AD attribute : attributes.values()) {
            if (!attribute.isRequired() || added.required().contains(attribute.getID())) continue;
            if (!values.containsKey(attribute.getID()) && defaults(attribute).isEmpty()) {
                problems.add(new Problem(
                        "missing-key",
                        "The key '" + attribute.getID() + "' is required",
                        "Set it"
                                + Optional.ofNullable(attribute.getDescription())
                                        .map("; "::concat)
                                        .orElse("")));
            }
        }
        if (!problems.isEmpty()) throw new InvalidConfigurationException(pluginId, problems);
        return result;
    }

    private static Optional<Object> check(AD attribute, @Nullable Object value, List<Problem> problems) {
        List<String> texts = value instanceof Collection<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
        if (attribute.getCardinality() == 0 && texts.size() != 1) {
            problems.add(new Problem("wrong-value", "The key '" + attribute.getID() + "' takes one value", "Give one"));
            return Optional.empty();
        }
        String remedy = "Give " + expectation(attribute);
        for (String text : texts) {
            @Nullable
            String complaint = attribute.validate(text.replace("\\", "\\\\").replace(",", "\\,"));
            if (complaint != null && !complaint.isEmpty()) {
                problems.add(new Problem(
                        "wrong-value", cannotBe(attribute, text) + ": " + complaint.replaceFirst("^%", ""), remedy));
                return Optional.empty();
            }
        }
        try {
            return Optional.of(typed(attribute, texts));
        } catch (NumberFormatException e) {
            problems.add(new Problem("wrong-value", cannotBe(attribute, String.valueOf(value)), remedy));
            return Optional.empty();
        }
    }

    /** Says nothing of a value that is secret. */
    private static String cannotBe(AD attribute, String text) {
        return "The key '" + attribute.getID() + "' cannot be " + (isSecret(attribute) ? "that" : "'" + text + "'");
    }

    @SuppressWarnings("deprecation") // The constants for big numbers and passwords are part of the specification.
    private static boolean isSecret(AD attribute) {
        return attribute.getType() == AttributeDefinition.PASSWORD;
    }

    private static String expectation(AD attribute) {
        String @Nullable [] options = attribute.getOptionValues();
        if (options != null && options.length > 0) return "one of " + Arrays.toString(options);
        return "a value of type " + jsonType(attribute.getType());
    }

    /** The default as texts; empty where there is none. Metatype writes an empty array as one empty text. */
    private static Optional<List<String>> defaults(AD attribute) {
        String @Nullable [] texts = attribute.getDefaultValue();
        if (texts == null || texts.length == 0) return Optional.empty();
        boolean emptyArray = attribute.getCardinality() != 0 && texts.length == 1 && texts[0].isEmpty();
        return Optional.of(emptyArray ? List.of() : List.of(texts));
    }

    private static Object typed(AD attribute, List<String> texts) {
        List<Object> values =
                texts.stream().map(text -> one(attribute.getType(), text)).toList();
        return attribute.getCardinality() == 0 ? values.get(0) : values;
    }

    private static Object one(int type, String text) {
        return switch (type) {
            case AttributeDefinition.INTEGER, AttributeDefinition.SHORT, AttributeDefinition.BYTE ->
                Integer.parseInt(text.trim());
            case AttributeDefinition.LONG -> Long.parseLong(text.trim());
            case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> Double.parseDouble(text.trim());
            case AttributeDefinition.BOOLEAN -> Boolean.parseBoolean(text.trim());
            default -> text;
        };
    }

    /** JSON Schema of it, with what is added to it. */
    Map<String, Object> schema(SchemaSection added) {
        return added.addedTo(schema());
    }

    private Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        attributes.forEach((key, attribute) -> properties.put(key, property(attribute)));
        return Map.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "type",
                "object",
                "additionalProperties",
                properties.isEmpty(),
                "properties",
                properties,
                "required",
                attributes.values().stream()
                        .filter(AD::isRequired)
                        .filter(a -> defaults(a).isEmpty())
                        .map(AD::getID)
                        .toList());
    }

    private static Map<String, Object> property(AD attribute) {
        Map<String, Object> type = new LinkedHashMap<>();
        type.put("type", jsonType(attribute.getType()));
        String @Nullable [] options = attribute.getOptionValues();
        if (options != null && options.length > 0) {
            type.put(
                    "enum",
                    Arrays.stream(options).map(o -> one(attribute.getType(), o)).toList());
        }
        number(attribute, attribute.getMin()).ifPresent(least -> type.put("minimum", least));
        number(attribute, attribute.getMax()).ifPresent(most -> type.put("maximum", most));
        Map<String, Object> property = new LinkedHashMap<>();
        if (attribute.getCardinality() == 0) property.putAll(type);
        else property.putAll(Map.of("type", "array", "items", type));
        if (attribute.getName() != null) property.put("title", attribute.getName());
        if (attribute.getDescription() != null) property.put("description", attribute.getDescription());
        defaults(attribute).ifPresent(texts -> property.put("default", typed(attribute, texts)));
        if (isSecret(attribute)) property.put("writeOnly", true);
        return property;
    }

    /** A bound of a number; empty for other types, whose bounds JSON Schema has no word for. */
    private static Optional<Object> number(AD attribute, @Nullable String bound) {
        if (bound == null) return Optional.empty();
        try {
            return one(attribute.getType(), bound) instanceof Number number ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String jsonType(int type) {
        return switch (type) {
            case AttributeDefinition.INTEGER,
                    AttributeDefinition.SHORT,
                    AttributeDefinition.BYTE,
                    AttributeDefinition.LONG -> "integer";
            case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "number";
            case AttributeDefinition.BOOLEAN -> "boolean";
            default -> "string";
        };
    }
}
