package dev.pergola.shell.internal.interactive;

import dev.pergola.shell.internal.command.Screen;
import java.io.InputStream;
import java.io.PrintStream;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;
import org.apache.felix.service.command.Process;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gogo's commands on text and files, mostly for the right-hand side of a pipe. */
@Component(
        service = TextCommands.class,
        property = {
            "osgi.command.scope=gogo",
            "osgi.command.function=cat",
            "osgi.command.function=echo",
            "osgi.command.function=grep",
            "osgi.command.function=sort",
            "osgi.command.function=sleep",
            "osgi.command.function=cd",
            "osgi.command.function=pwd",
            "osgi.command.function=ls",
            "osgi.command.function=less",
            "osgi.command.function=watch",
            "osgi.command.function=head",
            "osgi.command.function=tail",
            "osgi.command.function=clear",
            "osgi.command.function=wc",
            "osgi.command.function=date"
        })
public final class TextCommands extends Posix {
    /** On Gogo. */
    @Activate
    public TextCommands(@Reference CommandProcessor processor) {
        super(processor);
    }

    @Override
    protected @Nullable Object run(CommandSession session, Process process, String[] argv) throws Exception {
        boolean terminal = session.get(Screen.TERMINAL) != null;
        return super.run(session, terminal ? process : new WithoutTerminal(process), argv);
    }

    /** Gogo takes every session for one at a terminal, and would send colours into a response of the HTTP API. */
    private record WithoutTerminal(Process process) implements Process {
        @Override
        public InputStream in() {
            return process.in();
        }

        @Override
        public PrintStream out() {
            return process.out();
        }

        @Override
        public PrintStream err() {
            return process.err();
        }

        @Override
        public Job job() {
            return process.job();
        }

        @Override
        public boolean isTty(int fd) {
            return false;
        }

        @Override
        public void error(int error) {
            process.error(error);
        }
    }
}
