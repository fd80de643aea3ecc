package dev.pergola.http.internal.openapi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON Schemas of records, each once, under a name. What Jackson makes of a record is what its schema says. */
final class Schemas {
    private static final PropertyNamingStrategies.NamingBase NAMES =
            (PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE;

    private final Map<String, Object> named = new TreeMap<>();
    private final Map<String, Class<?>> owners = new TreeMap<>();

    /** All schemas, by name. */
    Map<String, Object> all() {
        return named;
    }

    /** The schema of a type: a reference, where it is a record. */
    Map<String, Object> of(Type type) {
        if (type instanceof ParameterizedType generic) return ofGeneric(generic);
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) return Map.of("type", "string");
        if (raw == Instant.class) return Map.of("type", "string", "format", "date-time");
        if (raw == boolean.class || raw == Boolean.class) return Map.of("type", "boolean");
        if (raw == int.class || raw == Integer.class) return Map.of("type", "integer", "format", "int32");
        if (raw == long.class || raw == Long.class) return Map.of("type", "integer", "format", "int64");
        if (raw == double.class || raw == Double.class) return Map.of("type", "number");
        if (raw == Map.class) return Map.of("type", "object", "additionalProperties", true);
        if (raw == Object.class) return Map.of();
        if (raw.isEnum()) {
            return Map.of(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(raw.getEnumConstants()).map(String::valueOf).toList());
        }
        if (raw.isRecord()) return ofRecord(raw);
        throw new IllegalArgumentException("No schema for " + raw);
    }

    private Map<String, Object> ofGeneric(ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        if (Collection.class.isAssignableFrom((Class<?>) generic.getRawType())) {
            return Map.of("type", "array", "items", of(arguments[0]));
        }
        Map<String, Object> values = arguments[1] == Object.class ? Map.of() : of(arguments[1]);
        return Map.of("type", "object", "additionalProperties", values.isEmpty() ? (Object) true : values);
    }

    private Map<String, Object> ofRecord(Class<?> raw) {
        String name = name(raw);
        Class<?> owner = owners.putIfAbsent(name, raw);
        if (owner != null && owner != raw)
            throw new IllegalArgumentException(raw + " and " + owner + " are both " + name);
        if (owner == null) named.put(name, describe(raw));
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> describe(Class<?> raw) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        boolean open = false;
        for (RecordComponent component : raw.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonAnyGetter.class)) {
                open = true;
                continue;
            }
            String property = NAMES.translate(component.getName());
            properties.put(property, of(component.getGenericType()));
            boolean optional = component.getAccessor().isAnnotationPresent(JsonInclude.class);
            if (!optional) required.add(property);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) schema.put("required", required);
        schema.put("additionalProperties", open);
        return schema;
    }

    /** {@code PluginView} is Plugin; a record within another one has that one's name before its own. */
    private static String name(Class<?> raw) {
        String own = raw.getSimpleName().replaceAll("View$", "");
        Class<?> outer = raw.getEnclosingClass();
        return outer == null ? own : name(outer).replaceAll("Resource$", "") + own;
    }
}
