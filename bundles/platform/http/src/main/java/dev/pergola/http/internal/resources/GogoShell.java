package dev.pergola.http.internal.resources;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gogo: the same commands as at the prompt. Not there where Gogo is not. */
@Component(service = ShellRunner.class)
public final class GogoShell implements ShellRunner {
    private static final Logger LOG = LoggerFactory.getLogger(GogoShell.class);
    /** Commands take the name for the audit log from here. */
    private static final String ACTOR = "pergola.actor";

    /** As at the prompt, so that a name without its scope means the same here: {@code list} is {@code plugin:list}. */
    private static final String SCOPES = "pergola:plugin:extension:gogo:*";

    /** How Gogo begins what it says of a command that it does not know. */
    private static final String UNKNOWN = "Command not found: ";

    private final CommandProcessor processor;

    /** Runs commands in sessions of this processor. */
    @Activate
    public GogoShell(@Reference CommandProcessor processor) {
        this.processor = processor;
    }

    @Override
    public int run(String command, String actor, OutputStream out) {
        PrintStream console = new PrintStream(out, false, StandardCharsets.UTF_8);
        try (CommandSession session = processor.createSession(InputStream.nullInputStream(), console, console)) {
            session.put(ACTOR, actor);
            session.put("SCOPE", SCOPES);
            Object result = session.execute(command);
            if (result != null) console.println(session.format(result, Converter.INSPECT));
            return 0;
        } catch (Exception e) {
            LOG.debug("A shell command failed", e);
            console.println(text(e));
            return 1;
        } finally {
            console.flush();
        }
    }

    private static String text(Exception e) {
        String text = e.toString();
        if (text.startsWith("error:")) return text;
        String message = e.getMessage() == null ? text : e.getMessage();
        return message.startsWith(UNKNOWN)
                ? "error: There is no command " + message.substring(UNKNOWN.length()) + "\n  See what there is: help"
                : "error: " + message;
    }
}
