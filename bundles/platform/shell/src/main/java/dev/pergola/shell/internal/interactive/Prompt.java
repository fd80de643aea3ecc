package dev.pergola.shell.internal.interactive;

import dev.pergola.shell.internal.command.Activity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Commands;
import dev.pergola.shell.internal.command.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.felix.gogo.jline.Highlighter;
import org.apache.felix.gogo.jline.ParsedLineImpl;
import org.apache.felix.gogo.jline.Parser;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultHighlighter;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines at a terminal and runs them, until the end of the input, {@code exit}, or {@link #stop}. Ctrl-C
 * interrupts the command that runs, or drops the line that is being typed.
 */
final class Prompt {
    private static final int HISTORY = 2000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Terminal terminal;
    private final ShellSession session;
    private final LineReader reader;
    private final boolean colour;
    private final Activity activity = new Activity();
    private volatile boolean stopping;
    private volatile @Nullable Thread runner;
    private volatile Optional<CommandSession> running = Optional.empty();

    /**
     * At a terminal.
     *
     * @param history where to keep the lines that were typed; empty for nowhere
     */
    Prompt(CommandProcessor processor, Terminal terminal, Optional<Path> history, boolean colour) {
        this.terminal = terminal;
        this.colour = colour;
        this.session = new ShellSession(processor, terminal);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .appName("pergola")
                .terminal(terminal)
                .completer(new CommandCompleter(session::current))
                .highlighter(colour ? new SessionHighlighter(session) : new Plain())
                .parser(new Parser())
                .variable(LineReader.HISTORY_SIZE, HISTORY)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%M%P > ")
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                .option(Option.HISTORY_IGNORE_SPACE, true)
                .option(Option.AUTO_FRESH_LINE, true)
                .option(Option.CASE_INSENSITIVE, true);
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        this.reader = builder.build();
        session.current().put(".reader", reader);
        session.current().put(Activity.VARIABLE, activity);
    }

    /** Runs until it is over; tells whether that was the user's wish. */
    boolean run() {
        runner = Thread.currentThread();
        Terminal.SignalHandler before = terminal.handle(Signal.INT, signal -> interrupt());
        try {
            while (!stopping) {
                try {
                    reader.readLine(promptText());
                    execute(reader.getParsedLine());
                } catch (UserInterruptException dropped) {
                    continue;
                } catch (EndOfFileException end) {
                    return !stopping;
                }
                if (session.current().get(StopRuntime.OVER) != null) return true;
            }
            return false;
        } finally {
            runner = null;
            terminal.handle(Signal.INT, before);
            saveHistory();
            session.close();
        }
    }

    /** Ends it from another thread, whatever it does. */
    void stop() {
        stopping = true;
        interrupt();
        // The command may be about to start, and then the wait for it has to end.
        Thread reading = runner;
        if (reading != null && reading != Thread.currentThread()) reading.interrupt();
    }

    private void interrupt() {
        running.map(CommandSession::foregroundJob).ifPresent(Job::interrupt);
    }

    private String promptText() {
        return colour ? "\u001b[1;32mpergola\u001b[0m> " : "pergola> ";
    }

    private void saveHistory() {
        try {
            reader.getHistory().save();
        } catch (IOException e) {
            // Nothing depends on it, and the terminal may be gone.
        }
    }

    private void execute(ParsedLine line) {
        CommandSession current = session.current();
        running = Optional.of(current);
        try {
            Object result = line instanceof ParsedLineImpl parsed ? current.execute(parsed.program()) : null;
            if (result != null) terminal.writer().println(current.format(result, Converter.INSPECT));
        } catch (InterruptedException interrupted) {
            if (!stopping) say(afterInterrupt());
        } catch (Exception failure) {
            say(message(failure, current));
        } finally {
            running = Optional.empty();
            terminal.flush();
        }
    }

    private String afterInterrupt() {
        try {
            return activity.awaitEnd(PATIENCE).map(CommandFailure::toString).orElse("Interrupted");
        } catch (InterruptedException stopped) {
            return "Interrupted";
        }
    }

    private static String message(Exception failure, CommandSession session) {
        if (failure instanceof CommandFailure ours) return ours.toString();
        if (failure instanceof CommandNotFoundException missing) {
            return Commands.unknown(session, missing.getCommand()).toString();
        }
        String message = failure.getMessage();
        return new CommandFailure(message == null ? failure.toString() : message).toString();
    }

    private void say(String message) {
        String clean = Text.block(message);
        int end = clean.indexOf('\n');
        String first = end < 0 ? clean : clean.substring(0, end);
        String rest = end < 0 ? "" : clean.substring(end);
        terminal.writer().println((colour ? "\u001b[31m" + first + "\u001b[0m" : first) + rest);
    }

    /** Gogo's highlighter is made for one session; sessions are replaced. */
    private static final class SessionHighlighter extends DefaultHighlighter {
        private final ShellSession session;

        private SessionHighlighter(ShellSession session) {
            this.session = session;
        }

        @Override
        public AttributedString highlight(LineReader reader, String buffer) {
            return new Highlighter(session.current()).highlight(reader, buffer);
        }
    }

    private static final class Plain extends DefaultHighlighter {
        @Override
        public AttributedString highlight(LineReader reader, String buffer) {
            return new AttributedString(buffer);
        }
    }
}
