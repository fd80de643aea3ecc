package dev.pergola.shell.internal.interactive;

import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Commands;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.OptionSpec.Kind;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.shell.internal.command.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.jline.builtins.Completers.FilesCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes command lines: commands, then by the command's specification its options, their values and its arguments.
 * Arguments of Gogo's own commands are completed as files.
 */
final class CommandCompleter implements Completer {
    private static final Logger LOG = LoggerFactory.getLogger(CommandCompleter.class);
    private static final int MOST = 1000;

    private final Supplier<CommandSession> session;
    private final Completer files;

    CommandCompleter(Supplier<CommandSession> session) {
        this.session = session;
        this.files = new FilesCompleter(() -> session.get().currentDir());
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        try {
            if (line.wordIndex() <= 0) commands(line.word(), candidates);
            else arguments(reader, line, candidates);
        } catch (RuntimeException broken) {
            // No completion is better than a shell that ends because of one.
            LOG.debug("Cannot complete {}", line.line(), broken);
        }
    }

    private void commands(String typed, List<Candidate> candidates) {
        for (String name : Commands.names(session.get())) {
            int colon = name.indexOf(':');
            String scope = name.substring(0, colon);
            Optional<ShellCommand> command = Commands.find(session.get(), name);
            if (command.isPresent()) {
                String summary = command.get().spec().summary();
                boolean bare = scope.equals("pergola");
                candidates.add(candidate(bare ? name.substring(colon + 1) : name, scope, summary, true));
                if (!bare && !typed.isEmpty() && resolvesTo(name)) {
                    candidates.add(candidate(name.substring(colon + 1), scope, summary, true));
                }
            } else if (!typed.isEmpty()) {
                candidates.add(candidate(typed.contains(":") ? name : name.substring(colon + 1), scope, "", true));
            }
        }
    }

    private boolean resolvesTo(String name) {
        return Commands.resolve(session.get(), name.substring(name.indexOf(':') + 1))
                .equals(Optional.of(name));
    }

    private void arguments(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> words = line.words();
        Optional<CommandSpec> spec = Commands.resolve(session.get(), words.get(0))
                .flatMap(name -> Commands.find(session.get(), name))
                .map(ShellCommand::spec);
        if (spec.isEmpty()) {
            files.complete(reader, line, candidates);
            return;
        }
        Given given = Given.of(spec.get(), words.subList(1, Math.min(line.wordIndex(), words.size())));
        if (given.open().isPresent()) {
            offer(given.open().get().suggestions(), given, reader, line, candidates);
            if (given.open().get().kind() != Kind.PAIRS) return;
        }
        if (line.word().startsWith("-") && !given.onlyArguments()) {
            options(spec.get(), given, candidates);
        } else if (spec.get().fullName().endsWith(":help")) {
            commands(line.word(), candidates);
        } else {
            spec.get()
                    .argumentAt(given.arguments().size())
                    .ifPresent(argument -> offer(argument.suggestions(), given, reader, line, candidates));
        }
    }

    private void offer(
            Suggestions suggestions, Given given, LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<Suggestion> all = suggestions.suggest(given.arguments());
        for (Suggestion suggestion : all.subList(0, Math.min(MOST, all.size()))) {
            if (suggestion.equals(Suggestion.ANY_FILE)) {
                files.complete(reader, line, candidates);
            } else {
                candidates.add(candidate(
                        suggestion.value(),
                        null,
                        suggestion.description(),
                        !suggestion.value().endsWith("=")));
            }
        }
    }

    private static void options(CommandSpec spec, Given given, List<Candidate> candidates) {
        for (OptionSpec option : spec.options()) {
            if (given.options().contains(option.name()) && option.kind() != Kind.REPEATABLE) continue;
            candidates.add(candidate(option.name(), null, option.description(), true));
        }
    }

    private static Candidate candidate(String value, @Nullable String group, String description, boolean complete) {
        String clean = Text.line(value);
        return new Candidate(
                clean, clean, group, description.isEmpty() ? null : Text.line(description), null, null, complete);
    }

    /**
     * What is on the line before the cursor's word.
     *
     * @param arguments positional arguments
     * @param options names of the options
     * @param open the option whose value comes next
     * @param onlyArguments whether {@code --} has ended the options
     */
    private record Given(
            List<String> arguments, List<String> options, Optional<OptionSpec> open, boolean onlyArguments) {
        static Given of(CommandSpec spec, List<String> words) {
            List<String> arguments = new ArrayList<>();
            List<String> options = new ArrayList<>();
            Optional<OptionSpec> open = Optional.empty();
            boolean onlyArguments = false;
            for (String word : words) {
                Optional<OptionSpec> option = onlyArguments ? Optional.empty() : spec.option(word);
                if (open.isPresent() && open.get().kind() == Kind.PAIRS && option.isEmpty()) {
                    if (word.indexOf('=') > 0) continue;
                    open = Optional.empty();
                } else if (open.isPresent() && open.get().kind() != Kind.PAIRS) {
                    open = Optional.empty();
                    continue;
                }
                if (!onlyArguments && word.equals("--")) {
                    onlyArguments = true;
                } else if (option.isPresent()) {
                    options.add(option.get().name());
                    open = option.filter(one -> one.kind() != Kind.FLAG);
                } else if (onlyArguments || !word.startsWith("--")) {
                    arguments.add(word);
                }
            }
            return new Given(arguments, options, open, onlyArguments);
        }
    }
}
