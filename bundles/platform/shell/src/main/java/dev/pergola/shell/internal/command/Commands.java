package dev.pergola.shell.internal.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;

/** The commands that a session can run, by their full names such as {@code plugin:list}. */
public final class Commands {
    /** Session variable with the scopes that a command without a scope is looked for in. */
    public static final String SCOPE = "SCOPE";

    /** What {@link #SCOPE} should be, so that {@code list} is a plugin's list and {@code help} this platform's help. */
    public static final String SCOPES = "pergola:plugin:extension:gogo:*";

    private static final String ALL = ".commands";

    private Commands() {}

    /** The full names of all, in order. */
    public static List<String> names(CommandSession session) {
        if (!(session.get(ALL) instanceof Collection<?> all)) return List.of();
        List<String> names = new ArrayList<>();
        for (Object name : all) {
            // Gogo goes on listing commands that are gone.
            if (name instanceof String text && !text.contains(":_") && session.get(text) != null) names.add(text);
        }
        names.sort(null);
        return names;
    }

    /** The full name of what a user typed, where there is such a command. */
    public static Optional<String> resolve(CommandSession session, String typed) {
        List<String> names = names(session);
        if (typed.indexOf(':') >= 0) return names.contains(typed) ? Optional.of(typed) : Optional.empty();
        Object scopes = session.get(SCOPE);
        for (String scope : (scopes == null ? "*" : scopes.toString()).split(":", -1)) {
            Optional<String> found = names.stream()
                    .filter(name -> scope.equals("*") ? name.endsWith(":" + typed) : name.equals(scope + ":" + typed))
                    .findFirst();
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    /** The failure that a command nobody knows is; names those it could have been. */
    public static CommandFailure unknown(CommandSession session, String typed) {
        List<String> names = names(session);
        List<String> candidates = typed.indexOf(':') >= 0
                ? names
                : names.stream()
                        .map(name -> name.substring(name.indexOf(':') + 1))
                        .toList();
        return new CommandFailure(
                "There is no command " + typed, Nearest.remedy(typed, candidates), "See what there is: help");
    }

    /** The command of a full name, where it is one of ours. */
    public static Optional<ShellCommand> find(CommandSession session, String fullName) {
        Object function = session.get(fullName);
        if (function instanceof ShellCommand command) return Optional.of(command);
        if (!(function instanceof CommandProxy proxy)) return Optional.empty();
        try {
            return proxy.getTarget() instanceof ShellCommand command ? Optional.of(command) : Optional.empty();
        } finally {
            proxy.ungetTarget();
        }
    }
}
