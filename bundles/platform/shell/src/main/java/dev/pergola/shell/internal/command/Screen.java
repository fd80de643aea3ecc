package dev.pergola.shell.internal.command;

import dev.pergola.shell.internal.command.Style.Styled;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;
import org.jline.terminal.Terminal;

/**
 * Where a command writes. All text that goes through here is cleaned, so that nothing that came from a plugin controls
 * the terminal; colours are added only where they are wanted.
 *
 * @param out the stream
 * @param colour whether to use colours
 * @param live whether a person is watching, so that a line may be drawn over
 * @param width columns of the terminal, 0 where lines may be of any length
 */
public record Screen(PrintStream out, boolean colour, boolean live, int width) {
    /** Session variable that holds the terminal of an interactive session. Gogo's own commands know it too. */
    public static final String TERMINAL = ".terminal";

    /** The screen of the command that runs on this thread. */
    public static Screen of(CommandSession session) {
        Process process = Process.Utils.current();
        boolean terminal = session.get(TERMINAL) instanceof Terminal && process.isTty(1);
        boolean colour = terminal && !noColour(session) && !dumb(session);
        return new Screen(stream(session, process), colour, terminal, width(session, terminal));
    }

    /** What leaves this process is in the terminal's encoding or in UTF-8; what goes into a pipe stays as Gogo reads it. */
    private static PrintStream stream(CommandSession session, Process process) {
        if (!process.isTty(1)) return process.out();
        Charset charset =
                session.get(TERMINAL) instanceof Terminal terminal ? terminal.encoding() : StandardCharsets.UTF_8;
        return charset.equals(Charset.defaultCharset())
                ? process.out()
                : new PrintStream(process.out(), false, charset);
    }

    private static boolean noColour(CommandSession session) {
        Object variable = session.get("NO_COLOR");
        String text = variable == null ? System.getenv("NO_COLOR") : variable.toString();
        return text != null && !text.isEmpty();
    }

    private static boolean dumb(CommandSession session) {
        return session.get(TERMINAL) instanceof Terminal terminal
                && terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    private static int width(CommandSession session, boolean onTerminal) {
        if (onTerminal && session.get(TERMINAL) instanceof Terminal terminal) return terminal.getWidth();
        Object columns = session.get("COLUMNS");
        try {
            return columns == null ? 0 : Math.max(0, Integer.parseInt(columns.toString()));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    /** Writes a line made of parts: {@link Styled} ones, and others as they print. */
    public void line(Object... parts) {
        StringBuilder line = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Styled styled) line.append(render(styled));
            else line.append(Text.line(String.valueOf(part)));
        }
        out.println(line);
    }

    /** Writes text of several lines. */
    public void block(String text) {
        out.println(Text.block(text));
    }

    /** Writes data as JSON. */
    public void json(Object data) {
        out.println(Json.write(data));
    }

    /** A styled piece of text, cleaned. */
    String render(Styled styled) {
        String text = Text.line(styled.text());
        return colour ? styled.style().wrap(text) : text;
    }

    /** Draws over the line that the cursor is in. Only for a live screen. */
    public void status(String text) {
        String line = Text.line(text);
        int most = Math.max(1, (width > 0 ? width : 80) - 1);
        out.print("\r\u001b[2K" + (line.length() > most ? line.substring(0, most) : line));
        out.flush();
    }

    /** Removes what {@link #status} drew. */
    public void clearStatus() {
        out.print("\r\u001b[2K");
        out.flush();
    }
}
