package dev.pergola.shell.internal.command;

/**
 * A positional argument.
 *
 * @param name its name
 * @param description what it is
 * @param arity how many there can be
 * @param suggestions what completion offers
 */
public record ArgumentSpec(String name, String description, Arity arity, Suggestions suggestions) {
    /** How many there can be. */
    public enum Arity {
        /** Exactly one. */
        REQUIRED,
        /** One or none. */
        OPTIONAL,
        /** Any number; the last argument only. */
        MANY,
        /** One or more; the last argument only. */
        SOME
    }

    String usage() {
        return switch (arity) {
            case REQUIRED -> "<" + name + ">";
            case OPTIONAL -> "[" + name + "]";
            case MANY -> "[" + name + "…]";
            case SOME -> "<" + name + "…>";
        };
    }

    boolean repeats() {
        return arity == Arity.MANY || arity == Arity.SOME;
    }

    boolean required() {
        return arity == Arity.REQUIRED || arity == Arity.SOME;
    }
}
