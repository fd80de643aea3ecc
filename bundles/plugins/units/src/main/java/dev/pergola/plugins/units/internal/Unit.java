package dev.pergola.plugins.units.internal;

import java.math.BigDecimal;

/**
 * A unit: {@code base = value * factor + offset}.
 *
 * @param symbol what people write
 * @param dimension what it measures
 * @param system the system whose units belong together
 * @param factor how much of the dimension's base unit one of it is
 * @param offset what zero of it is in the base unit
 */
record Unit(String symbol, Dimension dimension, System system, BigDecimal factor, BigDecimal offset) {
    enum Dimension {
        MASS,
        VOLUME,
        LENGTH,
        TEMPERATURE
    }

    enum System {
        METRIC,
        US,
        SPOON
    }

    static Unit of(String symbol, Dimension dimension, System system, String factor) {
        return new Unit(symbol, dimension, system, new BigDecimal(factor), BigDecimal.ZERO);
    }
}
