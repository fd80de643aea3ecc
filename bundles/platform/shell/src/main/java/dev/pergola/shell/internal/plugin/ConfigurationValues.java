package dev.pergola.shell.internal.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Json;
import dev.pergola.shell.internal.command.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what is typed after {@code key=} into what a plugin's configuration holds, by its JSON Schema. */
final class ConfigurationValues {
    static final String HIDDEN = "********";

    private final Map<?, ?> properties;
    private final boolean open;

    ConfigurationValues(Map<String, Object> schema) {
        this.properties = map(schema.get("properties"));
        Object others = schema.get("additionalProperties");
        this.open = properties.isEmpty() || Boolean.TRUE.equals(others) || others instanceof Map<?, ?>;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The keys that the plugin declares, in its order. */
    List<String> keys() {
        return properties.keySet().stream().map(String::valueOf).toList();
    }

    /** What a key is declared to be, empty for nothing. */
    String type(String key) {
        Object type = map(properties.get(key)).get("type");
        return type == null ? "" : type.toString();
    }

    /** What the plugin says of a key, empty for nothing. */
    String description(String key) {
        Object description = map(properties.get(key)).get("description");
        Object title = map(properties.get(key)).get("title");
        return description != null ? description.toString() : title != null ? title.toString() : "";
    }

    private boolean secret(String key) {
        return Boolean.TRUE.equals(map(properties.get(key)).get("writeOnly"));
    }

    /** Values as they may be shown: passwords are not. */
    Map<String, Object> shown(Map<String, Object> values) {
        Map<String, Object> shown = new LinkedHashMap<>();
        values.forEach((key, value) -> shown.put(key, secret(key) ? HIDDEN : value));
        return shown;
    }

    /** The value that a text stands for. Whether it is allowed is for the platform to say. */
    Object value(String key, String text) {
        if (!open && !properties.containsKey(key)) {
            throw new CommandFailure(
                    "There is no key " + key, Nearest.remedy(key, keys()), "Keys: " + String.join(", ", keys()));
        }
        return switch (type(key)) {
            case "string" -> text;
            case "integer", "number" -> number(key, text);
            case "boolean" -> flag(key, text);
            case "array" -> list(key, text);
            default -> guess(text);
        };
    }

    private static Object number(String key, String text) {
        if (guess(text) instanceof Number number) return number;
        throw new CommandFailure(key + " takes a number, but got: " + text);
    }

    private static Object flag(String key, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new CommandFailure(key + " takes true or false, but got: " + text);
        };
    }

    private Object list(String key, String text) {
        if (guess(text) instanceof List<?> list) return list;
        if (text.isEmpty()) return List.of();
        Object items = map(properties.get(key)).get("items");
        String type = String.valueOf(map(items).get("type"));
        List<Object> list = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            list.add(
                    switch (type) {
                        case "integer", "number" -> number(key, item.strip());
                        case "boolean" -> flag(key, item.strip());
                        default -> item.strip();
                    });
        }
        return list;
    }

    /** What a text looks like: a number, a truth value, a list or map in JSON, and otherwise itself. */
    static Object guess(String text) {
        try {
            Object value = Json.value(text);
            return value == null || value instanceof String ? text : value;
        } catch (JsonProcessingException plainText) {
            return text;
        }
    }
}
