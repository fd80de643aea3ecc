package dev.pergola.shell.internal.contributed;

import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.contributed.CommandDescription.Parameter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Turns what was typed into what a method takes. Constants of an enum stay names: the enum is the plugin's. */
final class ArgumentValues {
    private ArgumentValues() {}

    /** What is wrong with a value, where something is. */
    static Optional<String> complaint(Parameter parameter, String value) {
        try {
            convert(parameter, List.of(value), Path::of);
            return Optional.empty();
        } catch (CommandFailure failure) {
            return Optional.of(failure.toString().replaceFirst("^error: ", ""));
        }
    }

    /**
     * The value of a parameter.
     *
     * @param texts what was given, or the defaults
     * @param files resolves a path
     */
    static Object convert(Parameter parameter, List<String> texts, Function<String, Path> files) {
        // An annotation cannot tell an empty list from none: a default of one empty text stands for it.
        if (parameter.kind() == ParameterKind.TEXTS) return texts.equals(List.of("")) ? List.of() : texts;
        String text = texts.get(texts.size() - 1);
        try {
            return switch (parameter.kind()) {
                case INT -> Integer.valueOf(text);
                case LONG -> Long.valueOf(text);
                case DOUBLE -> Double.valueOf(text);
                case BOOLEAN -> flag(parameter, text);
                case ENUM -> constant(parameter, text);
                case PATH -> files.apply(text);
                case TEXT, TEXTS, CONTEXT -> text;
            };
        } catch (NumberFormatException | InvalidPathException wrong) {
            throw unfit(parameter, text, List.of());
        }
    }

    private static Object flag(Parameter parameter, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unfit(parameter, text, List.of("true", "false"));
        };
    }

    private static String constant(Parameter parameter, String text) {
        String wanted = text.replace('-', '_');
        return parameter.constants().stream()
                .filter(constant -> constant.equals(text) || constant.equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> unfit(
                        parameter,
                        text,
                        parameter.constants().stream()
                                .map(ArgumentValues::typed)
                                .toList()));
    }

    /** The name of a constant as people type it. */
    static String typed(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static CommandFailure unfit(Parameter parameter, String text, List<String> possible) {
        String expected = switch (parameter.kind()) {
            case INT, LONG -> "a whole number";
            case DOUBLE -> "a number";
            case PATH -> "a path";
            default -> "one of " + String.join(", ", possible);
        };
        return new CommandFailure(
                parameter.name() + " takes " + expected + ", but got: " + text, Nearest.remedy(text, possible));
    }
}
