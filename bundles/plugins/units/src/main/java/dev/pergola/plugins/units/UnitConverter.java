package dev.pergola.plugins.units;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Converts between units of one dimension. Safe for use from several threads. */
@ProviderType
public interface UnitConverter {
    /**
     * The same quantity in another unit, exact to sixteen digits.
     *
     * @throws IllegalArgumentException where a unit is unknown, or the two measure different things; the message says
     *     which
     */
    Quantity convert(Quantity quantity, String unit);

    /**
     * The same quantity in the unit of its dimension and system that reads best: 1500 g becomes 1.5 kg.
     *
     * @throws IllegalArgumentException where the unit is unknown
     */
    Quantity simplify(Quantity quantity);

    /** Whether this is the symbol of a unit. */
    boolean knows(String unit);

    /** The symbols of all units, in alphabetical order. */
    Set<String> units();
}
