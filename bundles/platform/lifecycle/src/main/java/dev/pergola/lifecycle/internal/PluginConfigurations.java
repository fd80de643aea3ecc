package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.MetatypeBounds.Bounds;
import dev.pergola.store.ConfigurationRevision;
import dev.pergola.store.Configurations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * Configuration of plugins: its shape from the plugin's OSGi Metatype, its values from the store, handed to the plugin's
 * components by ConfigurationAdmin under the plugin's id.
 */
final class PluginConfigurations {
    private final Configurations stored;
    private final ConfigurationAdmin admin;
    private final MetaTypeService metatype;

    PluginConfigurations(Configurations stored, ConfigurationAdmin admin, MetaTypeService metatype) {
        this.stored = stored;
        this.admin = admin;
        this.metatype = metatype;
    }

    /** What the operator set, over the defaults. */
    Map<String, Object> effective(String pluginId, Bundle bundle) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (AttributeDefinition attribute : attributes(pluginId, bundle)) {
            defaults(attribute).ifPresent(texts -> result.put(attribute.getID(), typed(attribute, texts)));
        }
        stored.current(pluginId).ifPresent(revision -> result.putAll(revision.values()));
        return result;
    }

    /** What the operator set. */
    Map<String, Object> stored(String pluginId) {
        return stored.current(pluginId).map(ConfigurationRevision::values).orElse(Map.of());
    }

    List<ConfigurationRevision> history(String pluginId) {
        return stored.history(pluginId, 50);
    }

    /** Checks values against the plugin's Metatype and what is added to it, and gives them with their proper types. */
    Map<String, Object> validate(String pluginId, Bundle bundle, SchemaSection added, Map<String, Object> values) {
        Map<String, AttributeDefinition> attributes = new LinkedHashMap<>();
        attributes(pluginId, bundle).forEach(a -> attributes.put(a.getID(), a));
        boolean open = added.allowsOthers(attributes.isEmpty());
        List<Problem> problems = new ArrayList<>();
        Map<String, Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            @Nullable AttributeDefinition attribute = attributes.get(key);
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
            @Nullable AttributeDefinition attribute = attributes.get(key);
            if (values.get(key) == null
                    && (attribute == null || defaults(attribute).isEmpty())) {
                problems.add(new Problem("missing-key", "The key '" + key + "' is required", "Set it"));
            }
        }
        for (AttributeDefinition attribute : required(pluginId, bundle)) {
            if (added.required().contains(attribute.getID())) continue;
            if (!values.containsKey(attribute.getID()) && defaults(attribute).isEmpty()) {
                problems.add(new Problem(
                        "missing-key",
                        "The key '" + attribute.getID() + "' is required",
                        "Set it; " + attribute.getDescription()));
            }
        }
        if (!problems.isEmpty()) throw new InvalidConfigurationException(pluginId, problems);
        return result;
    }

    private static Optional<Object> check(AttributeDefinition attribute, Object value, List<Problem> problems) {
        List<String> texts = value instanceof Collection<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
        if (attribute.getCardinality() == 0 && texts.size() != 1) {
            problems.add(new Problem("wrong-value", "The key '" + attribute.getID() + "' takes one value", "Give one"));
            return Optional.empty();
        }
        for (String text : texts) {
            @Nullable
            String complaint = attribute.validate(text.replace("\\", "\\\\").replace(",", "\\,"));
            String remedy = "Give " + expectation(attribute);
            if (complaint != null && !complaint.isEmpty()) {
                problems.add(new Problem(
                        "wrong-value",
                        "The key '" + attribute.getID() + "' cannot be '" + text + "': " + complaint,
                        remedy));
                return Optional.empty();
            }
        }
        try {
            return Optional.of(typed(attribute, texts));
        } catch (NumberFormatException e) {
            problems.add(new Problem(
                    "wrong-value",
                    "The key '" + attribute.getID() + "' cannot be '" + value + "'",
                    "Give " + expectation(attribute)));
            return Optional.empty();
        }
    }

    private static String expectation(AttributeDefinition attribute) {
        String @Nullable [] options = attribute.getOptionValues();
        if (options != null && options.length > 0) return "one of " + Arrays.toString(options);
        return "a value of type " + jsonType(attribute.getType());
    }

    /** The default as texts; empty where there is none. Metatype writes an empty array as one empty text. */
    private static Optional<List<String>> defaults(AttributeDefinition attribute) {
        String @Nullable [] texts = attribute.getDefaultValue();
        if (texts == null || texts.length == 0) return Optional.empty();
        boolean emptyArray = attribute.getCardinality() != 0 && texts.length == 1 && texts[0].isEmpty();
        return Optional.of(emptyArray ? List.of() : List.of(texts));
    }

    private static Object typed(AttributeDefinition attribute, List<String> texts) {
        List<Object> values =
                texts.stream().map(text -> one(attribute.getType(), text)).toList();
        return attribute.getCardinality() == 0 ? values.get(0) : values;
    }

    @SuppressWarnings("deprecation") // The constants for big numbers and passwords are part of the specification.
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

    /** JSON Schema of a plugin's configuration, with what is added to it. */
    Map<String, Object> schema(String pluginId, Bundle bundle, SchemaSection added) {
        return added.addedTo(schema(pluginId, bundle));
    }

    private Map<String, Object> schema(String pluginId, Bundle bundle) {
        Map<String, Object> properties = new LinkedHashMap<>();
        Map<String, Bounds> bounds = definition(pluginId, bundle)
                .map(definition -> MetatypeBounds.of(bundle, definition.getID()))
                .orElse(Map.of());
        for (AttributeDefinition attribute : attributes(pluginId, bundle)) {
            Map<String, Object> property = new LinkedHashMap<>();
            Map<String, Object> type = new LinkedHashMap<>();
            type.put("type", jsonType(attribute.getType()));
            String @Nullable [] options = attribute.getOptionValues();
            if (options != null && options.length > 0) {
                type.put(
                        "enum",
                        Arrays.stream(options)
                                .map(o -> one(attribute.getType(), o))
                                .toList());
            }
            Bounds bound = bounds.getOrDefault(attribute.getID(), Bounds.NONE);
            bound.minimum().flatMap(text -> number(attribute, text)).ifPresent(least -> type.put("minimum", least));
            bound.maximum().flatMap(text -> number(attribute, text)).ifPresent(most -> type.put("maximum", most));
            if (attribute.getCardinality() == 0) property.putAll(type);
            else property.putAll(Map.of("type", "array", "items", type));
            if (attribute.getName() != null) property.put("title", attribute.getName());
            if (attribute.getDescription() != null) property.put("description", attribute.getDescription());
            defaults(attribute).ifPresent(texts -> property.put("default", typed(attribute, texts)));
            if (attribute.getType() == AttributeDefinition.PASSWORD) property.put("writeOnly", true);
            properties.put(attribute.getID(), property);
        }
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
                required(pluginId, bundle).stream()
                        .filter(a -> defaults(a).isEmpty())
                        .map(AttributeDefinition::getID)
                        .toList());
    }

    /** A bound of a number; empty for other types, whose bounds JSON Schema has no word for. */
    private static Optional<Object> number(AttributeDefinition attribute, String text) {
        try {
            return one(attribute.getType(), text) instanceof Number number ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("deprecation")
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

    ConfigurationRevision save(String pluginId, Map<String, Object> values, String actor) {
        return stored.save(pluginId, values, actor);
    }

    /** Hands the stored values to the plugin's components. */
    void push(String pluginId) {
        try {
            var configuration = admin.getConfiguration(pluginId, "?");
            Optional<ConfigurationRevision> revision = stored.current(pluginId);
            if (revision.isEmpty()) {
                if (configuration.getProperties() != null) configuration.delete();
                return;
            }
            Hashtable<String, Object> properties = new Hashtable<>();
            revision.get().values().forEach((key, value) -> properties.put(key, property(value)));
            configuration.updateIfDifferent(properties);
        } catch (IOException e) {
            throw new RefusedException(
                    "configuration-failed",
                    "The configuration of " + pluginId + " could not be handed over: " + e.getMessage(),
                    "See that the data directory can be written",
                    e);
        }
    }

    private static Object property(Object value) {
        if (value instanceof Collection<?> items)
            return items.stream().map(String::valueOf).toArray(String[]::new);
        if (value instanceof Map<?, ?>) return value.toString();
        return value;
    }

    /** Forgets what the operator set; whoever still runs goes on with it until {@link #push}. */
    void forget(String pluginId) {
        stored.remove(pluginId);
    }

    private List<AttributeDefinition> attributes(String pluginId, Bundle bundle) {
        return definition(pluginId, bundle)
                .map(d -> list(d.getAttributeDefinitions(ObjectClassDefinition.ALL)))
                .orElse(List.of());
    }

    private List<AttributeDefinition> required(String pluginId, Bundle bundle) {
        return definition(pluginId, bundle)
                .map(d -> list(d.getAttributeDefinitions(ObjectClassDefinition.REQUIRED)))
                .orElse(List.of());
    }

    private static List<AttributeDefinition> list(AttributeDefinition @Nullable [] definitions) {
        return definitions == null ? List.of() : List.of(definitions);
    }

    private Optional<ObjectClassDefinition> definition(String pluginId, Bundle bundle) {
        var information = metatype.getMetaTypeInformation(bundle);
        if (information == null || !List.of(information.getPids()).contains(pluginId)) return Optional.empty();
        return Optional.of(information.getObjectClassDefinition(pluginId, null));
    }
}
