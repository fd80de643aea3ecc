package dev.pergola.http.internal.resources;

import java.io.OutputStream;

/** Runs shell commands, where there is a shell. */
public interface ShellRunner {
    /**
     * Runs a command on the calling thread, until it ends or the thread is interrupted.
     *
     * @return 0 where it did what it was asked, 1 otherwise; why is in the output
     */
    int run(String command, String actor, OutputStream out);
}
