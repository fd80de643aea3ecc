package dev.pergola.shell.internal.command;

import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/**
 * One run of a command.
 *
 * @param spec the command
 * @param session Gogo's session
 * @param arguments what was given
 * @param screen where to write
 */
public record Invocation(CommandSpec spec, CommandSession session, ParsedArguments arguments, Screen screen) {
    /** Session variable that says who is at the other end, for the audit log. */
    public static final String ACTOR = "pergola.actor";

    private static final List<String> SCHEMES = List.of("http:", "https:", "file:");

    /** Whether to print JSON. */
    public boolean json() {
        return arguments.has(OptionSpec.JSON.name());
    }

    /** Who asks, for the audit log. */
    public String actor() {
        Object actor = session.get(ACTOR);
        return actor == null ? "shell" : actor.toString();
    }

    /** Whether a person sits at a terminal of this session, even where this command's output goes elsewhere. */
    public boolean interactive() {
        return session.get(Screen.TERMINAL) != null;
    }

    /** A file, where a relative path starts from the session's folder. */
    public Path file(String text) {
        try {
            return session.currentDir().resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new CommandFailure("Not a path: " + text + " (" + e.getReason() + ")");
        }
    }

    /** The URL that a text is, where it is one. */
    public static Optional<URI> url(String text) {
        if (SCHEMES.stream().noneMatch(text::startsWith)) return Optional.empty();
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            throw new CommandFailure("Not a URL: " + text + " (" + e.getReason() + ")");
        }
    }

    /** What is piped into this command. */
    public InputStream input() {
        return Process.Utils.current().in();
    }
}
