package dev.pergola.shell.internal.permission;

import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.ParsedArguments;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose permission is meant: {@code <plugin> <permission> [target]}, or {@code --publisher <who> <permission> [target]}.
 *
 * @param name the plugin's id, or the publisher
 * @param isPublisher whether it is a publisher
 * @param permission the permission
 * @param target what it applies to; empty where not given
 */
record Whose(String name, boolean isPublisher, String permission, String target) {
    static Whose of(ParsedArguments arguments) {
        List<String> words = Stream.of("plugin", "permission", "target")
                .flatMap(argument -> arguments.optionalArgument(argument).stream())
                .toList();
        Optional<String> publisher = arguments.option("--publisher");
        if (publisher.isPresent()) {
            if (words.size() > 2)
                throw new CommandFailure(
                        "With --publisher no plugin is named", "Write --publisher <who> <permission> [target].");
            return new Whose(publisher.get(), true, words.get(0), words.size() > 1 ? words.get(1) : "");
        }
        if (words.size() < 2)
            throw new CommandFailure(
                    "Which permission of " + words.get(0) + "?", "permission:list shows all that there are.");
        return new Whose(words.get(0), false, words.get(1), words.size() > 2 ? words.get(2) : "");
    }

    String shown() {
        return isPublisher ? "every plugin of " + name : name;
    }
}
