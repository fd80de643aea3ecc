package dev.pergola.shell.internal.command;

import dev.pergola.shell.internal.command.CommandSpec.Example;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the help text of a command. */
final class HelpText {
    private HelpText() {}

    static String usage(CommandSpec spec) {
        String arguments = spec.arguments().stream()
                .map(argument -> " " + argument.usage())
                .collect(Collectors.joining());
        return spec.fullName() + arguments + " [options]";
    }

    static void print(CommandSpec spec, Screen screen) {
        screen.line(Style.STRONG.of(spec.fullName()), " - ", spec.summary());
        screen.line();
        screen.line("Usage: ", usage(spec));
        if (!spec.details().isEmpty()) screen.line();
        for (String line : spec.details()) screen.line(line);
        section(
                screen,
                "Arguments",
                spec.arguments().stream()
                        .map(argument -> new Example(argument.usage(), argument.description()))
                        .toList());
        section(
                screen,
                "Options",
                spec.options().stream()
                        .map(option -> new Example(option.usage(), option.description()))
                        .toList());
        examples(screen, spec.examples());
    }

    private static void section(Screen screen, String heading, List<Example> rows) {
        if (rows.isEmpty()) return;
        screen.line();
        screen.line(Style.STRONG.of(heading));
        int widest = rows.stream()
                .mapToInt(row -> Text.line(row.line()).length())
                .max()
                .orElse(0);
        for (Example row : rows) {
            String name = Text.line(row.line());
            screen.line(("  " + name + " ".repeat(widest - name.length() + 2) + row.meaning()).stripTrailing());
        }
    }

    private static void examples(Screen screen, List<Example> examples) {
        if (examples.isEmpty()) return;
        screen.line();
        screen.line(Style.STRONG.of(examples.size() == 1 ? "Example" : "Examples"));
        for (Example example : examples) {
            screen.line("  ", example.line());
            if (!example.meaning().isEmpty()) screen.line("      ", Style.MUTED.of(example.meaning()));
        }
    }

    static Object json(CommandSpec spec) {
        return Map.of(
                "name", spec.fullName(),
                "summary", spec.summary(),
                "usage", usage(spec),
                "arguments",
                        spec.arguments().stream()
                                .map(argument -> Map.of(
                                        "name", argument.name(),
                                        "description", argument.description(),
                                        "required", argument.required(),
                                        "repeats", argument.repeats()))
                                .toList(),
                "options",
                        spec.options().stream()
                                .map(option -> Map.of(
                                        "names", option.names(),
                                        "kind", option.kind().name().toLowerCase(Locale.ROOT),
                                        "description", option.description()))
                                .toList(),
                "examples", spec.examples().stream().map(Example::line).toList());
    }
}
