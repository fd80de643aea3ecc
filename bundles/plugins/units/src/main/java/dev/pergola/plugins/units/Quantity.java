package dev.pergola.plugins.units;

import java.math.BigDecimal;

/**
 * So much of a unit. Two quantities are equal where amount, with trailing zeros taken off, and unit are.
 *
 * @param amount how much
 * @param unit symbol of the unit, such as {@code g}
 */
public record Quantity(BigDecimal amount, String unit) {
    /** Takes trailing zeros off the amount. */
    public Quantity {
        amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    }

    /** So much of a unit, the amount as in {@code 1.5}. */
    public static Quantity of(String amount, String unit) {
        return new Quantity(new BigDecimal(amount), unit);
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + unit;
    }
}
