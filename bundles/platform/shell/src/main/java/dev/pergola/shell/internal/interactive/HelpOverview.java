package dev.pergola.shell.internal.interactive;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Commands;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;

/** {@code help}: what there is, or one command in full. */
abstract class HelpOverview extends ShellCommand {
    private static final List<String> FIRST = List.of("plugin", "extension", "pergola");

    private final String shownScope;

    /**
     * In a scope.
     *
     * @param shownScope the scope that is shown where nothing is asked for; empty for all
     */
    HelpOverview(String scope, String shownScope) {
        super(CommandSpec.of(scope, "help", "Show what there is, or one command in full")
                .argument("command", "A command, or the part before the colon", Arity.OPTIONAL, Suggestions.NONE)
                .example(scope + ":help", "")
                .example(scope + ":help plugin:install", "The same as: plugin:install --help"));
        this.shownScope = shownScope;
    }

    @Override
    protected void run(Invocation invocation) throws Exception {
        CommandSession session = invocation.session();
        Map<String, List<ShellCommand>> byScope = byScope(session);
        String asked = invocation.arguments().optionalArgument("command").orElse(shownScope);
        if (asked.isEmpty()) {
            overview(invocation, byScope);
        } else if (byScope.containsKey(asked)) {
            Map<String, List<ShellCommand>> one = Map.of(asked, byScope.get(asked));
            if (invocation.json()) json(invocation.screen(), one);
            else scope(invocation.screen(), asked, byScope.get(asked));
        } else {
            command(invocation, asked);
        }
    }

    private static Map<String, List<ShellCommand>> byScope(CommandSession session) {
        Map<String, List<ShellCommand>> found = new TreeMap<>();
        for (String name : Commands.names(session)) {
            Commands.find(session, name)
                    .ifPresent(command -> found.computeIfAbsent(command.spec().scope(), scope -> new ArrayList<>())
                            .add(command));
        }
        Map<String, List<ShellCommand>> ordered = new LinkedHashMap<>();
        FIRST.stream().filter(found::containsKey).forEach(scope -> ordered.put(scope, found.get(scope)));
        found.forEach(ordered::putIfAbsent);
        return ordered;
    }

    private static void command(Invocation invocation, String asked) throws Exception {
        CommandSession session = invocation.session();
        Optional<String> name = Commands.resolve(session, asked);
        if (name.isEmpty()) throw Commands.unknown(session, asked);
        Optional<ShellCommand> command = Commands.find(session, name.get());
        List<Object> help = new ArrayList<>(List.of("--help"));
        if (invocation.json()) help.add("--json");
        if (command.isPresent()) command.get().execute(session, help);
        else
            invocation
                    .screen()
                    .line(
                            name.get(),
                            " is a command of Gogo. Most of those explain themselves: ",
                            name.get(),
                            " --help");
    }

    private static void overview(Invocation invocation, Map<String, List<ShellCommand>> byScope) {
        Screen screen = invocation.screen();
        if (invocation.json()) {
            json(screen, byScope);
            return;
        }
        byScope.forEach((scope, commands) -> {
            scope(screen, scope, commands);
            screen.line();
        });
        screen.line("Every command has --help, with examples, and --json, for programs.");
        screen.line("The scope can be left out where it is clear: ", Style.STRONG.of("list"), " is plugin:list.");
        screen.line(
                "Pipes, quotes and variables work as in other shells: ", Style.STRONG.of("plugin:list | grep FAILED"));
        screen.line("More commands for scripts: cat, date, each, echo, grep, head, if, ls, sort, tail, wc, while …");
    }

    private static void scope(Screen screen, String scope, List<ShellCommand> commands) {
        String origin = commands.get(0).origin();
        screen.line(
                Style.STRONG.of(scope), origin.isEmpty() ? "" : Style.MUTED.of("  (from the plugin " + origin + ")"));
        int widest = commands.stream()
                .mapToInt(command -> shown(command).length())
                .max()
                .orElse(0);
        for (ShellCommand command : commands) {
            String name = shown(command);
            screen.line("  " + name + " ".repeat(widest - name.length() + 2)
                    + command.spec().summary());
        }
    }

    /** The shell's own commands are typed without their scope. */
    private static String shown(ShellCommand command) {
        return command.spec().scope().equals("pergola")
                ? command.spec().name()
                : command.spec().fullName();
    }

    private static void json(Screen screen, Map<String, List<ShellCommand>> byScope) {
        screen.json(byScope.values().stream()
                .flatMap(List::stream)
                .map(command -> Map.of(
                        "name", command.spec().fullName(),
                        "summary", command.spec().summary(),
                        "plugin", command.origin()))
                .toList());
    }
}
