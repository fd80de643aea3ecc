package dev.pergola.worker.host;

import dev.pergola.worker.link.Message.Component;
import dev.pergola.worker.link.Message.Component.Configuration;
import dev.pergola.worker.link.Message.Component.Property;
import java.lang.reflect.Array;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a component is activated with (OSGi Compendium, 112.6). */
final class ComponentProperties {
    private ComponentProperties() {}

    /** Of a component, with configurations by name; empty where it waits for one. */
    static Optional<Map<String, Object>> of(Component component, Map<String, Object> configurations, long id) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Property property : component.properties()) all.put(property.name(), value(property));
        if (component.configuration() != Configuration.IGNORE) {
            for (String pid : component.pids()) {
                if (configurations.get(pid) instanceof Map<?, ?> values)
                    values.forEach((key, value) -> all.put(String.valueOf(key), value));
                else if (component.configuration() == Configuration.REQUIRE) return Optional.empty();
            }
        }
        all.put("component.name", component.name());
        all.put("component.id", id);
        return Optional.of(Collections.unmodifiableMap(all));
    }

    private static Object value(Property property) {
        List<String> values = property.values();
        if (!property.array()) {
            if (values.size() != 1) throw new IllegalArgumentException(property + " is not one value");
            return value(property.type(), values.get(0));
        }
        Object array = Array.newInstance(type(property.type()), values.size());
        for (int i = 0; i < values.size(); i++) Array.set(array, i, value(property.type(), values.get(i)));
        return array;
    }

    private static Object value(String type, String text) {
        return switch (type) {
            case "java.lang.Boolean", "boolean" -> Boolean.valueOf(text);
            case "java.lang.Byte", "byte" -> Byte.valueOf(text);
            case "java.lang.Character", "char" -> text.charAt(0);
            case "java.lang.Double", "double" -> Double.valueOf(text);
            case "java.lang.Float", "float" -> Float.valueOf(text);
            case "java.lang.Integer", "int" -> Integer.valueOf(text);
            case "java.lang.Long", "long" -> Long.valueOf(text);
            case "java.lang.Short", "short" -> Short.valueOf(text);
            default -> text;
        };
    }

    private static Class<?> type(String name) {
        return switch (name) {
            case "boolean" -> boolean.class;
            case "byte" -> byte.class;
            case "char" -> char.class;
            case "double" -> double.class;
            case "float" -> float.class;
            case "int" -> int.class;
            case "long" -> long.class;
            case "short" -> short.class;
            case "java.lang.String" -> String.class;
            default -> value(name, "0").getClass();
        };
    }
}
