package dev.pergola.shell.internal.interactive;

import dev.pergola.shell.internal.command.Commands;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.jline.terminal.Terminal;

/**
 * Gogo's session at a terminal. Gogo writes through channels, and a channel closes for good when Ctrl-C interrupts a
 * command in the midst of writing: this notices, and carries on with a new session that has
 * the old one's variables and folder. Used by one thread.
 */
final class ShellSession implements AutoCloseable {
    private final CommandProcessor processor;
    private final Terminal terminal;
    private AtomicBoolean broken = new AtomicBoolean();
    private CommandSession session;

    ShellSession(CommandProcessor processor, Terminal terminal) {
        this.processor = processor;
        this.terminal = terminal;
        this.session = create(processor, terminal, broken);
        session.put(Commands.SCOPE, Commands.SCOPES);
        session.put(Invocation.ACTOR, "shell");
        session.put(Screen.TERMINAL, terminal);
    }

    private static CommandSession create(CommandProcessor processor, Terminal terminal, AtomicBoolean broken) {
        OutputStream out = new Output(terminal.output(), broken);
        // Commands do not read from the terminal: a read cannot be interrupted, and would take what is typed next.
        return processor.createSession(InputStream.nullInputStream(), out, out);
    }

    /** The session; another one than before where that cannot be used any more. */
    CommandSession current() {
        if (!broken.get()) return session;
        AtomicBoolean fresh = new AtomicBoolean();
        CommandSession next = create(processor, terminal, fresh);
        if (session.get(".variables") instanceof Collection<?> names) {
            for (Object name : names) {
                Object value = session.get(name.toString());
                if (value != null) next.put(name.toString(), value);
            }
        }
        next.currentDir(session.currentDir());
        session.close();
        broken = fresh;
        session = next;
        return next;
    }

    @Override
    public void close() {
        session.close();
    }

    private static final class Output extends FilterOutputStream {
        private final AtomicBoolean closed;

        private Output(OutputStream out, AtomicBoolean closed) {
            super(out);
            this.closed = closed;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            // Gogo's channels swallow what asks for it.
            out.flush();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
