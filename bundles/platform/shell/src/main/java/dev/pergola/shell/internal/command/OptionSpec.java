package dev.pergola.shell.internal.command;

import java.util.List;

/**
 * An option.
 *
 * @param names its names, dashes included, the long one first
 * @param kind what follows it
 * @param placeholder what its value is called in the help text
 * @param description what it does
 * @param suggestions what completion offers for its value
 */
public record OptionSpec(
        List<String> names, Kind kind, String placeholder, String description, Suggestions suggestions) {
    /** Prints machine-readable output. Every command has it. */
    public static final OptionSpec JSON = flag("--json", "Print JSON, for programs");

    /** Prints the help text. Every command has it. */
    public static final OptionSpec HELP = flag("--help", "Print this text");

    /** Copies. */
    public OptionSpec {
        names = List.copyOf(names);
    }

    /** What follows an option. */
    public enum Kind {
        /** Nothing. */
        FLAG,
        /** One value. */
        VALUE,
        /** One value; the option can be given several times. */
        REPEATABLE,
        /** Any number of {@code key=value}. */
        PAIRS
    }

    /** An option without a value. */
    public static OptionSpec flag(String name, String description) {
        return new OptionSpec(List.of(name), Kind.FLAG, "", description, Suggestions.NONE);
    }

    /** An option with a value. */
    public static OptionSpec value(String name, String placeholder, String description, Suggestions suggestions) {
        return new OptionSpec(List.of(name), Kind.VALUE, placeholder, description, suggestions);
    }

    /** An option with a value that nothing can be offered for. */
    public static OptionSpec value(String name, String placeholder, String description) {
        return value(name, placeholder, description, Suggestions.NONE);
    }

    /** The same option with a second, short name. */
    public OptionSpec or(String shortName) {
        return new OptionSpec(List.of(name(), shortName), kind, placeholder, description, suggestions);
    }

    /** The name under which commands ask for it. */
    public String name() {
        return names.get(0);
    }

    String usage() {
        String all = String.join(", ", names);
        return switch (kind) {
            case FLAG -> all;
            case VALUE, REPEATABLE -> all + " " + placeholder;
            case PAIRS -> all + " " + placeholder + " …";
        };
    }
}
