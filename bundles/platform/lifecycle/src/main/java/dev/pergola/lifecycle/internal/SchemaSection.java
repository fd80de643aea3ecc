package dev.pergola.lifecycle.internal;

import dev.pergola.api.Values;
import dev.pergola.lifecycle.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin's {@link dev.pergola.api.extension.ConfigurationExtension} adds to the JSON Schema of its configuration
 * (R52). Immutable.
 *
 * @param schema a JSON Schema of an object, or a part of one
 */
record SchemaSection(Map<String, Object> schema) {
    static final SchemaSection NONE = new SchemaSection(Map.of());

    private static final String PROPERTIES = "properties";
    private static final String REQUIRED = "required";
    private static final String OTHERS = "additionalProperties";

    /** What the section does not decide: it is about an object, in the dialect of the whole schema. */
    private static final Set<String> GIVEN = Set.of("$schema", "type", PROPERTIES, REQUIRED, OTHERS);

    /** Copies. Throws {@link IllegalArgumentException} where it is no section. */
    SchemaSection {
        schema = Values.copyOf(schema);
        if (schema.get("type") instanceof String type && !type.equals("object"))
            throw new IllegalArgumentException("the schema is of type " + type + "; a configuration is an object");
        if (!(schema.getOrDefault(PROPERTIES, Map.of()) instanceof Map<?, ?> properties)
                || !properties.values().stream().allMatch(Map.class::isInstance))
            throw new IllegalArgumentException("'properties' of the schema has to be a map of maps");
        if (!(schema.getOrDefault(REQUIRED, List.of()) instanceof List<?> required)
                || !required.stream().allMatch(String.class::isInstance))
            throw new IllegalArgumentException("'required' of the schema has to be a list of keys");
    }

    /** The same with what another adds; what this one says stays. */
    SchemaSection and(SchemaSection other) {
        Map<String, Object> both = new LinkedHashMap<>(other.addedTo(schema));
        both.remove(OTHERS);
        for (SchemaSection one : List.of(other, this)) {
            if (one.schema.containsKey(OTHERS)) both.put(OTHERS, one.schema.get(OTHERS));
        }
        return new SchemaSection(both);
    }

    /** A schema with what this adds. What the schema says stays: the Metatype service holds values to it anyway. */
    Map<String, Object> addedTo(Map<String, Object> other) {
        Map<String, Object> result = new LinkedHashMap<>(other);
        schema.forEach((keyword, value) -> {
            if (!GIVEN.contains(keyword)) result.putIfAbsent(keyword, value);
        });
        Map<String, Object> properties = merged(propertiesOf(other), propertiesOf(schema));
        if (!properties.isEmpty()) result.put(PROPERTIES, properties);
        Set<Object> required = new LinkedHashSet<>(list(other.get(REQUIRED)));
        required.addAll(list(schema.get(REQUIRED)));
        if (!required.isEmpty()) result.put(REQUIRED, List.copyOf(required));
        if (schema.containsKey(OTHERS)) result.put(OTHERS, schema.get(OTHERS));
        else if (!propertiesOf(schema).isEmpty()) result.put(OTHERS, false);
        return result;
    }

    /** What both say, as deep as they go; where they differ, what the first one says. */
    private static Map<String, Object> merged(Map<String, Object> first, Map<String, Object> second) {
        Map<String, Object> both = new LinkedHashMap<>(first);
        second.forEach((key, value) -> {
            if (!both.containsKey(key)) both.put(key, value);
            else if (both.get(key) instanceof Map<?, ?> there && value instanceof Map<?, ?> more)
                both.put(key, merged(map(there), map(more)));
        });
        return both;
    }

    /** Whether it has something to say of a key. */
    boolean knows(String key) {
        return propertiesOf(schema).containsKey(key);
    }

    /** The keys it has something to say of. */
    Set<String> keys() {
        return propertiesOf(schema).keySet();
    }

    /** The keys that must be set. */
    List<String> required() {
        return list(schema.get(REQUIRED)).stream().map(String::valueOf).toList();
    }

    /** Whether keys may be set that nobody speaks of; by default only where there are none that somebody speaks of. */
    boolean allowsOthers(boolean noneDeclared) {
        Object others = schema.get(OTHERS);
        if (others instanceof Boolean allowed) return allowed;
        return others instanceof Map<?, ?> || noneDeclared && keys().isEmpty();
    }

    /** The value of a key with its proper type, where it fits; otherwise one more problem. */
    Optional<Object> check(String key, Object value, List<Problem> problems) {
        Map<String, Object> property = map(propertiesOf(schema).getOrDefault(key, Map.of()));
        Object typed = SchemaCheck.typed(property, value);
        Optional<String> expectation = SchemaCheck.expectation(property, typed);
        expectation.ifPresent(expected -> problems.add(
                new Problem("wrong-value", "The key '" + key + "' cannot be '" + value + "'", "Give " + expected)));
        return expectation.isPresent() ? Optional.empty() : Optional.of(typed);
    }

    private static Map<String, Object> propertiesOf(Map<String, Object> schema) {
        return map(schema.getOrDefault(PROPERTIES, Map.of()));
    }

    @SuppressWarnings("unchecked") // The keys of copied values are texts.
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : new ArrayList<>();
    }
}
