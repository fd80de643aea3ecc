package dev.pergola.vetting.internal.code;

/**
 * A place in the code where a class is named.
 *
 * @param name its internal name
 * @param line line in the source, 0 where it is not known
 * @param makes whether an instance may come of it: it is constructed, or its class object is taken
 * @param literal whether its class object is taken, as by {@code Foo.class}
 */
public record TypeRef(String name, int line, boolean makes, boolean literal) {}
