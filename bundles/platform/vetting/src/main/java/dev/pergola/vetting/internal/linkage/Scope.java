package dev.pergola.vetting.internal.linkage;

import dev.pergola.vetting.internal.code.ClassShape;
import java.util.Optional;

/** Finds classes the way that one class loader does, without loading them. */
interface Scope {
    /** A class by its internal name. */
    Optional<Found> find(String internalName);

    /**
     * A class, and who sees the classes that it is made of.
     *
     * @param shape the class
     * @param scope its own class loader
     * @param provider who has it, such as {@code units 1.0.0}; empty for the jar itself
     */
    record Found(ClassShape shape, Scope scope, String provider) {}
}
