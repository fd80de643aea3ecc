package dev.pergola.shell.internal.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of one invocation.
 *
 * @param arguments values by the argument's name; one that was not given is absent
 * @param options values by the option's name, dashes included; a flag that was given has an empty list
 */
public record ParsedArguments(Map<String, List<String>> arguments, Map<String, List<String>> options) {
    /** Copies. */
    public ParsedArguments {
        arguments = Map.copyOf(arguments);
        options = Map.copyOf(options);
    }

    /** The value of an argument that is required. */
    public String argument(String name) {
        return optionalArgument(name).orElseThrow(() -> new IllegalArgumentException("No argument " + name));
    }

    /** The value of an argument, where it was given. */
    public Optional<String> optionalArgument(String name) {
        return arguments(name).stream().findFirst();
    }

    /** The values of an argument that takes several. */
    public List<String> arguments(String name) {
        return arguments.getOrDefault(name, List.of());
    }

    /** Whether an option was given. */
    public boolean has(String option) {
        return options.containsKey(option);
    }

    /** The value of an option, where it was given. */
    public Optional<String> option(String option) {
        return options(option).stream().findFirst();
    }

    /** The values of an option that can be given several times. */
    public List<String> options(String option) {
        return options.getOrDefault(option, List.of());
    }

    /** The number that an option was given, within bounds. */
    public int number(String option, int otherwise, int least, int most) {
        if (!has(option)) return otherwise;
        String text = option(option).orElse("");
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException notANumber) {
            // Said below, together with the range.
        }
        throw new CommandFailure(option + " takes a number from " + least + " to " + most + ", but got: " + text);
    }

    /** Splits {@code key=value} texts; the last one of a key counts. */
    public static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new CommandFailure(
                        "Expected key=value, but got: " + text,
                        "For example: language=en, or in single quotes where there are blanks, brackets or braces:"
                                + " 'sizes=[1,2]'");
            }
            pairs.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return pairs;
    }
}
