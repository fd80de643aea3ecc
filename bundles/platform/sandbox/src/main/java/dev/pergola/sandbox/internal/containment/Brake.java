package dev.pergola.sandbox.internal.containment;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Halts processes for a moment and lets them go on ({@code SIGSTOP}, {@code SIGCONT}). Java cannot send those, so a shell
 * that is always there does. When this process ends, however it does, the shell's input ends: it lets go on what is halted,
 * as a halted sandbox cannot notice that its kernel is gone, and ends.
 */
public final class Brake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Brake.class);
    private static final Path SHELL = Path.of("/bin/sh");
    private static final String SCRIPT = String.join(
            "\n",
            // Whatever ends the whole group of processes is no reason to leave something halted.
            "trap '' INT HUP TERM",
            "halted=' '",
            "while read signal process; do",
            "  kill -\"$signal\" \"$process\" 2>/dev/null",
            "  case \"$halted\" in *\" $process \"*) halted=\"${halted%% $process *} ${halted#* $process }\";; esac",
            "  [ \"$signal\" = STOP ] && halted=\"$halted$process \"",
            "done",
            "for process in $halted; do kill -CONT \"$process\" 2>/dev/null; done");

    private Optional<Process> shell = Optional.empty();
    private boolean closed;

    /** Halts a process; says whether it could be. */
    public boolean halt(long pid) {
        return send("STOP", pid);
    }

    /** Lets it go on. */
    public void release(long pid) {
        send("CONT", pid);
    }

    private synchronized boolean send(String signal, long pid) {
        try {
            if (closed || !Files.isExecutable(SHELL)) return false;
            OutputStream in = running().getOutputStream();
            in.write((signal + " " + pid + "\n").getBytes(StandardCharsets.US_ASCII));
            in.flush();
            return true;
        } catch (IOException e) {
            LOG.warn("No signal {} was sent to process {}", signal, pid, e);
            shell.ifPresent(Process::destroyForcibly);
            shell = Optional.empty();
            return false;
        }
    }

    private Process running() throws IOException {
        if (shell.isPresent() && shell.get().isAlive()) return shell.get();
        ProcessBuilder builder = new ProcessBuilder(SHELL.toString(), "-c", SCRIPT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process started = builder.start();
        shell = Optional.of(started);
        return started;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (shell.isPresent()) shell.get().getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("The shell that halts processes had ended before", e);
        }
    }
}
