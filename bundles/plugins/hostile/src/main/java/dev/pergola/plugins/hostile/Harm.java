package dev.pergola.plugins.hostile;

/** What a deed does. */
@FunctionalInterface
interface Harm {
    /** Does it; what it answers came of it where nothing stopped it. */
    Object of(Order order) throws Exception;
}
