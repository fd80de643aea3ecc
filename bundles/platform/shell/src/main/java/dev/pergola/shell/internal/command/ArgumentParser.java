package dev.pergola.shell.internal.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pergola.shell.internal.command.OptionSpec.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the arguments of a command by its specification, strictly: whatever it does not know is an error. */
final class ArgumentParser {
    private final CommandSpec spec;
    private final Map<String, List<String>> arguments = new LinkedHashMap<>();
    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private int positions;

    private ArgumentParser(CommandSpec spec) {
        this.spec = spec;
    }

    static ParsedArguments parse(CommandSpec spec, List<? extends Object> values) {
        return new ArgumentParser(spec).parse(values);
    }

    private ParsedArguments parse(List<? extends Object> values) {
        Deque<String> words = new ArrayDeque<>();
        for (Object value : values) words.add(word(value));
        boolean onlyArguments = false;
        while (!words.isEmpty()) {
            String word = words.remove();
            if (!onlyArguments && word.equals("--")) onlyArguments = true;
            else if (!onlyArguments && looksLikeOption(word)) option(word, words);
            else argument(word);
        }
        if (!options.containsKey(OptionSpec.HELP.name())) requireArguments();
        return new ParsedArguments(arguments, options);
    }

    /** Gogo hands over texts, and the values of its own variables, lists and maps. */
    private static String word(Object value) {
        if (value instanceof Map || value instanceof Collection) {
            try {
                return Json.compact(Json.value(Json.compact(value)));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                return String.valueOf(value);
            }
        }
        return String.valueOf(value);
    }

    static boolean looksLikeOption(String word) {
        if (word.length() < 2 || word.charAt(0) != '-') return false;
        return !Character.isDigit(word.charAt(1)) && !Character.isWhitespace(word.charAt(1));
    }

    private void option(String word, Deque<String> following) {
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String name = equals < 0 ? word : word.substring(0, equals);
        OptionSpec option = spec.option(name).orElseThrow(() -> unknown(name));
        List<String> values = options.computeIfAbsent(option.name(), key -> new ArrayList<>());
        if (option.kind() == Kind.FLAG) {
            if (equals >= 0) throw usage("Option " + name + " takes no value");
            return;
        }
        if (option.kind() == Kind.VALUE && !values.isEmpty()) {
            throw usage("Option " + name + " was given twice");
        }
        if (equals >= 0) {
            values.add(word.substring(equals + 1));
        } else if (option.kind() == Kind.PAIRS) {
            while (!following.isEmpty() && isPair(following.peek())) values.add(following.remove());
            if (values.isEmpty()) throw usage("Option " + name + " needs " + option.placeholder());
        } else if (following.isEmpty() || looksLikeOption(following.peek())) {
            throw usage("Option " + name + " needs a value: " + option.usage());
        } else {
            values.add(following.remove());
        }
    }

    private static boolean isPair(String word) {
        return !looksLikeOption(word) && word.indexOf('=') > 0;
    }

    private void argument(String word) {
        ArgumentSpec argument = spec.argumentAt(positions)
                .orElseThrow(() -> usage(
                        spec.arguments().isEmpty()
                                ? "Command " + spec.fullName() + " takes no argument, but got: " + word
                                : "One argument too many: " + word));
        arguments.computeIfAbsent(argument.name(), key -> new ArrayList<>()).add(word);
        positions++;
    }

    private void requireArguments() {
        for (ArgumentSpec argument : spec.arguments()) {
            if (argument.required() && !arguments.containsKey(argument.name())) {
                throw usage("Argument " + argument.usage() + " is missing");
            }
        }
    }

    private CommandFailure unknown(String name) {
        List<String> names = spec.options().stream()
                .flatMap(option -> option.names().stream())
                .toList();
        return new CommandFailure(
                "Command " + spec.fullName() + " has no option " + name,
                Nearest.remedy(name, names),
                "See: " + spec.fullName() + " --help");
    }

    private CommandFailure usage(String message) {
        return new CommandFailure(message, "Usage: " + HelpText.usage(spec), "See: " + spec.fullName() + " --help");
    }
}
