package dev.pergola.plugins.greeting;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.annotation.Argument;
import dev.pergola.api.annotation.Command;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Option;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.extension.CommandGroup;
import java.util.Locale;
import org.osgi.service.component.annotations.Component;

/** The group {@code greeting}. */
@Plugin(
        id = "greeting-commands",
        name = "Greeting commands",
        author = "Pergola",
        description = "Shell commands of a plugin: a greeting, and the rehearsal of a rollout.",
        license = "Apache-2.0",
        category = "shell",
        tags = {"sample", "commands"})
@Component
@Named("greeting")
public final class GreetingCommands implements CommandGroup {
    private static final int MAX_NAME = 100;

    @Override
    public String group() {
        return "greeting";
    }

    /** Greets. */
    @Command(
            name = "hello",
            description = "Greets somebody in one of a few languages.",
            examples = {"greeting:hello Ada", "greeting:hello Ada --language fr --loud"})
    public String hello(
            @Argument(name = "name", description = "whom to greet", defaultValue = "world") String name,
            @Option(name = "--language", description = "en, de, fr, es or la", defaultValue = "en") String language,
            @Option(name = "--loud", description = "in capital letters") boolean loud) {
        if (name.length() > MAX_NAME) {
            throw new InvalidInputException("A name has at most " + MAX_NAME + " characters");
        }
        String greeting = Language.of(language).greet(name);
        return loud ? greeting.toUpperCase(Locale.ROOT) : greeting;
    }
}
