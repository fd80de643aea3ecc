package dev.pergola.lifecycle.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds a value to the simple keywords of JSON Schema: {@code type}, {@code enum}, {@code minimum}, {@code maximum},
 * {@code exclusiveMinimum}, {@code exclusiveMaximum}, {@code minLength}, {@code maxLength}, {@code minItems},
 * {@code maxItems} and {@code items}. Not {@code pattern}: the schema is the plugin's, and a pattern can take for ever.
 */
final class SchemaCheck {
    private SchemaCheck() {}

    /** A text as the number or truth value that the schema wants, where it is one; anything else as it is. */
    static Object typed(Map<?, ?> schema, Object value) {
        if (value instanceof List<?> items && schema.get("items") instanceof Map<?, ?> each) {
            List<Object> typed = new ArrayList<>();
            for (Object item : items) typed.add(typed(each, item));
            return typed;
        }
        if (!(value instanceof String text)) return value;
        try {
            return switch (String.valueOf(schema.get("type"))) {
                case "integer" -> Long.parseLong(text.trim());
                case "number" -> finite(Double.parseDouble(text.trim()), text);
                case "boolean" ->
                    text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                            ? (Object) Boolean.parseBoolean(text)
                            : text;
                default -> text;
            };
        } catch (NumberFormatException noNumber) {
            return text;
        }
    }

    private static Object finite(double number, String text) {
        return Double.isFinite(number) ? (Object) number : text;
    }

    /** What would be right; empty where the value is. */
    static Optional<String> expectation(Map<?, ?> schema, @Nullable Object value) {
        if (schema.get("type") instanceof String type && !is(type, value)) return expected("a value of type " + type);
        if (schema.get("enum") instanceof List<?> choices && choices.stream().noneMatch(c -> same(c, value)))
            return expected("one of " + choices);
        if (value instanceof Number number) return expectation(schema, decimal(number));
        if (value instanceof String text) {
            int length = text.codePointCount(0, text.length());
            return size(schema, "minLength", "maxLength", length, "characters");
        }
        if (value instanceof List<?> items) {
            Optional<String> size = size(schema, "minItems", "maxItems", items.size(), "values");
            if (size.isPresent() || !(schema.get("items") instanceof Map<?, ?> each)) return size;
            return items.stream()
                    .map(item -> expectation(each, item))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .map(one -> "a list, each of it " + one);
        }
        return Optional.empty();
    }

    private static Optional<String> expected(String what) {
        return Optional.of(what);
    }

    private static boolean is(String type, @Nullable Object value) {
        return switch (type) {
            case "integer" ->
                value instanceof Number number
                        && decimal(number).stripTrailingZeros().scale() <= 0;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "array" -> value instanceof List<?>;
            case "object" -> value instanceof Map<?, ?>;
            case "null" -> value == null;
            default -> true;
        };
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one instanceof Number a && other instanceof Number b
                ? decimal(a).compareTo(decimal(b)) == 0
                : Objects.equals(one, other);
    }

    private static Optional<String> expectation(Map<?, ?> schema, BigDecimal number) {
        if (breaks(schema, "minimum", number, order -> order < 0))
            return expected("a number from " + schema.get("minimum"));
        if (breaks(schema, "maximum", number, order -> order > 0))
            return expected("a number up to " + schema.get("maximum"));
        if (breaks(schema, "exclusiveMinimum", number, order -> order <= 0))
            return expected("a number above " + schema.get("exclusiveMinimum"));
        if (breaks(schema, "exclusiveMaximum", number, order -> order >= 0))
            return expected("a number below " + schema.get("exclusiveMaximum"));
        return Optional.empty();
    }

    private static Optional<String> size(Map<?, ?> schema, String least, String most, int size, String what) {
        BigDecimal number = BigDecimal.valueOf(size);
        if (breaks(schema, least, number, order -> order < 0))
            return expected("at least " + schema.get(least) + " " + what);
        if (breaks(schema, most, number, order -> order > 0))
            return expected("at most " + schema.get(most) + " " + what);
        return Optional.empty();
    }

    private static boolean breaks(Map<?, ?> schema, String keyword, BigDecimal number, IntPredicate broken) {
        return schema.get(keyword) instanceof Number limit && broken.test(number.compareTo(decimal(limit)));
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }
}
