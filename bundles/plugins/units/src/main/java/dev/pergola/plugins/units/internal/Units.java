package dev.pergola.plugins.units.internal;

import dev.pergola.plugins.units.Quantity;
import dev.pergola.plugins.units.UnitConverter;
import dev.pergola.plugins.units.internal.Unit.Dimension;
import dev.pergola.plugins.units.internal.Unit.System;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;

/** The converter over a table of units. Base units: gram, millilitre, millimetre, kelvin. */
@Component
public final class Units implements UnitConverter {
    private static final MathContext DIGITS = new MathContext(16);
    private static final MathContext INNER_DIGITS = new MathContext(40);
    private static final Map<String, Unit> TABLE = table();

    private static Map<String, Unit> table() {
        Map<String, Unit> table = new TreeMap<>();
        add(table, Dimension.MASS, System.METRIC, "mg", "0.001", "g", "1", "kg", "1000");
        add(table, Dimension.MASS, System.US, "oz", "28.349523125", "lb", "453.59237");
        add(table, Dimension.VOLUME, System.METRIC, "ml", "1", "cl", "10", "dl", "100", "l", "1000");
        add(table, Dimension.VOLUME, System.SPOON, "tsp", "4.92892159375", "tbsp", "14.78676478125");
        add(table, Dimension.VOLUME, System.SPOON, "cup", "236.5882365");
        add(table, Dimension.VOLUME, System.US, "fl-oz", "29.5735295625", "pt", "473.176473", "gal", "3785.411784");
        add(table, Dimension.LENGTH, System.METRIC, "mm", "1", "cm", "10", "m", "1000");
        add(table, Dimension.LENGTH, System.US, "in", "25.4", "ft", "304.8");
        add(table, Dimension.TEMPERATURE, System.METRIC, "K", "1");
        temperature(table, "C", System.METRIC, BigDecimal.ONE, new BigDecimal("273.15"));
        BigDecimal fiveNinths = new BigDecimal(5).divide(new BigDecimal(9), INNER_DIGITS);
        temperature(table, "F", System.US, fiveNinths, new BigDecimal("459.67").multiply(fiveNinths, INNER_DIGITS));
        return Collections.unmodifiableMap(table);
    }

    private static void add(Map<String, Unit> table, Dimension dimension, System system, String... units) {
        for (int i = 0; i < units.length; i += 2) {
            table.put(units[i], Unit.of(units[i], dimension, system, units[i + 1]));
        }
    }

    private static void temperature(
            Map<String, Unit> table, String symbol, System system, BigDecimal factor, BigDecimal offset) {
        table.put(symbol, new Unit(symbol, Dimension.TEMPERATURE, system, factor, offset));
    }

    @Override
    public Quantity convert(Quantity quantity, String unit) {
        Unit from = unit(quantity.unit());
        Unit to = unit(unit);
        if (from.dimension() != to.dimension()) {
            throw new IllegalArgumentException(
                    from.symbol() + " is a unit of " + name(from) + ", but " + to.symbol() + " is one of " + name(to));
        }
        BigDecimal base =
                quantity.amount().multiply(from.factor(), INNER_DIGITS).add(from.offset(), INNER_DIGITS);
        BigDecimal amount = base.subtract(to.offset(), INNER_DIGITS).divide(to.factor(), INNER_DIGITS);
        return new Quantity(amount.round(DIGITS), unit);
    }

    @Override
    public Quantity simplify(Quantity quantity) {
        Unit from = unit(quantity.unit());
        if (from.dimension() == Dimension.TEMPERATURE) return quantity;
        BigDecimal amount = quantity.amount().abs().multiply(from.factor());
        Optional<Unit> best = TABLE.values().stream()
                .filter(to -> to.dimension() == from.dimension() && to.system() == from.system())
                .filter(to -> isPlain(to) && amount.compareTo(to.factor()) >= 0)
                .max(Comparator.comparing(Unit::factor));
        return best.map(to -> convert(quantity, to.symbol())).orElse(quantity);
    }

    @Override
    public boolean knows(String unit) {
        return TABLE.containsKey(unit);
    }

    @Override
    public Set<String> units() {
        return TABLE.keySet();
    }

    /** Centilitres and decilitres are understood, but nobody asked for them. */
    private static boolean isPlain(Unit unit) {
        return !unit.symbol().equals("cl") && !unit.symbol().equals("dl");
    }

    private static Unit unit(String symbol) {
        Unit unit = TABLE.get(symbol);
        if (unit == null) {
            throw new IllegalArgumentException("There is no unit '" + symbol + "', only " + TABLE.keySet());
        }
        return unit;
    }

    private static String name(Unit unit) {
        return unit.dimension().name().toLowerCase(Locale.ROOT);
    }
}
