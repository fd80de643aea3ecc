package dev.pergola.launcher;

import dev.pergola.launcher.configuration.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of a command, checked against what it takes. */
final class CommandLine {
    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();

    private CommandLine() {}

    /** Reads arguments; {@code --name value} and {@code --name=value} are the same, and {@code --} ends the options. */
    static CommandLine parse(Command command, List<String> arguments) {
        CommandLine line = new CommandLine();
        int next = 0;
        boolean options = true;
        while (next < arguments.size()) {
            String argument = arguments.get(next++);
            if (options && argument.equals("--")) {
                options = false;
            } else if (options && argument.startsWith("-") && argument.length() > 1) {
                int equals = argument.indexOf('=');
                String name = equals < 0 ? argument : argument.substring(0, equals);
                Option option = find(command, name);
                if (!option.takesValue() && equals >= 0) throw usage(command, "The option " + name + " takes no value");
                if (option.takesValue() && equals < 0 && next == arguments.size())
                    throw usage(command, "The option " + name + " needs a value: " + option.usage());
                String value = "";
                if (option.takesValue()) value = equals < 0 ? arguments.get(next++) : argument.substring(equals + 1);
                line.options.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
            } else {
                line.operands.add(argument);
            }
        }
        line.checkOperands(command);
        return line;
    }

    /** A command line is wrong. */
    static LauncherException usage(Command command, String message) {
        return new LauncherException(ExitCode.USAGE, message + "\nSee \"pergola help " + command.name() + "\"");
    }

    private static Option find(Command command, String name) {
        List<String> names = command.options().stream().map(Option::name).toList();
        return command.options().stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> usage(
                        command,
                        "There is no option " + name + " for \"pergola " + command.name() + "\""
                                + Nearest.to(name, names)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("")));
    }

    private void checkOperands(Command command) {
        List<String> expected = command.operands();
        if (operands.size() > expected.size())
            throw usage(command, "Too many arguments: \"" + operands.get(expected.size()) + "\" is not expected");
        if (operands.size() < expected.size() && !expected.get(operands.size()).startsWith("["))
            throw usage(command, "The argument " + expected.get(operands.size()) + " is missing");
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    /** The values of an option, in the order given. */
    List<String> values(String option) {
        return options.getOrDefault(option, List.of());
    }

    /** The value of an option; the last one wins. */
    Optional<String> value(String option) {
        List<String> values = values(option);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    Optional<String> operand(int index) {
        return index < operands.size() ? Optional.of(operands.get(index)) : Optional.empty();
    }
}
