package dev.pergola.shell.internal.command;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a command takes and says of itself. Parsing, help and completion follow from it. Immutable: the methods give a
 * changed copy.
 *
 * @param scope the part of the name before the colon
 * @param name the part after it
 * @param summary one sentence
 * @param details more lines for the help text, may be empty
 * @param arguments positional arguments, in order
 * @param options options
 * @param examples command lines for the help text
 */
public record CommandSpec(
        String scope,
        String name,
        String summary,
        List<String> details,
        List<ArgumentSpec> arguments,
        List<OptionSpec> options,
        List<Example> examples) {
    /** Copies. */
    public CommandSpec {
        details = List.copyOf(details);
        arguments = List.copyOf(arguments);
        options = List.copyOf(options);
        examples = List.copyOf(examples);
    }

    /** A command that takes no more than {@code --json} and {@code --help}. */
    public static CommandSpec of(String scope, String name, String summary) {
        return new CommandSpec(
                scope, name, summary, List.of(), List.of(), List.of(OptionSpec.JSON, OptionSpec.HELP), List.of());
    }

    /** With more lines of help. */
    public CommandSpec details(String... lines) {
        return new CommandSpec(scope, name, summary, List.of(lines), arguments, options, examples);
    }

    /** With one more argument. */
    public CommandSpec argument(String argument, String description, Arity arity, Suggestions suggestions) {
        return new CommandSpec(
                scope,
                name,
                summary,
                details,
                plus(arguments, new ArgumentSpec(argument, description, arity, suggestions)),
                options,
                examples);
    }

    /** With more options, before those that every command has. */
    public CommandSpec options(OptionSpec... more) {
        List<OptionSpec> all = new ArrayList<>(options);
        all.addAll(all.size() - 2, Arrays.asList(more));
        return new CommandSpec(scope, name, summary, details, arguments, all, examples);
    }

    /** With one more example. */
    public CommandSpec example(String line, String meaning) {
        return new CommandSpec(
                scope, name, summary, details, arguments, options, plus(examples, new Example(line, meaning)));
    }

    /** Scope and name, as it is typed. */
    public String fullName() {
        return scope + ":" + name;
    }

    /** The option of a name, long or short. */
    public Optional<OptionSpec> option(String optionName) {
        return options.stream()
                .filter(option -> option.names().contains(optionName))
                .findFirst();
    }

    /** The argument at a position, where the last one may take several. */
    public Optional<ArgumentSpec> argumentAt(int position) {
        if (position < arguments.size()) return Optional.of(arguments.get(position));
        if (arguments.isEmpty()) return Optional.empty();
        ArgumentSpec last = arguments.get(arguments.size() - 1);
        return last.repeats() ? Optional.of(last) : Optional.empty();
    }

    private static <T> List<T> plus(List<T> list, T item) {
        List<T> longer = new ArrayList<>(list);
        longer.add(item);
        return longer;
    }

    /**
     * A command line, and what it does.
     *
     * @param line the command line
     * @param meaning what it does, may be empty
     */
    public record Example(String line, String meaning) {}
}
