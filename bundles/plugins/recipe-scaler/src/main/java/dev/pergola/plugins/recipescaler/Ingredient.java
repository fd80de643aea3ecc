package dev.pergola.plugins.recipescaler;

import dev.pergola.api.InvalidInputException;
import dev.pergola.plugins.units.Quantity;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of a recipe.
 *
 * @param name what it is
 * @param quantity how much; the unit is empty for things that are counted, such as eggs
 */
record Ingredient(String name, Quantity quantity) {
    private static final int MAX_DIGITS = 20;

    /** From JSON-like data; {@code where} says which one it is, for the message. */
    static Ingredient of(@Nullable Object data, String where) {
        if (!(data instanceof Map<?, ?> map)) throw new InvalidInputException(where + " must be an object");
        if (!(map.get("name") instanceof String name) || name.isBlank()) {
            throw new InvalidInputException(where + " needs a 'name'");
        }
        Object unit = map.containsKey("unit") ? map.get("unit") : "";
        if (!(unit instanceof String symbol))
            throw new InvalidInputException("The 'unit' of " + where + " must be a text");
        return new Ingredient(name, new Quantity(amount(map.get("amount"), "The 'amount' of " + where), symbol));
    }

    /** A number greater than zero, of a size that a recipe can have. */
    static BigDecimal amount(@Nullable Object value, String what) {
        if (value instanceof Number) {
            BigDecimal amount = new BigDecimal(value.toString());
            // A number such as 1e999999999 is short to write, and a gigabyte once it is written out.
            boolean plain = amount.precision() <= MAX_DIGITS && Math.abs(amount.scale()) <= MAX_DIGITS;
            if (plain && amount.signum() > 0) return amount;
        }
        throw new InvalidInputException(
                what + " must be a number greater than zero, of at most " + MAX_DIGITS + " digits");
    }

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", name);
        data.put("amount", quantity.amount());
        if (!quantity.unit().isEmpty()) data.put("unit", quantity.unit());
        return data;
    }
}
