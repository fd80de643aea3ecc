package dev.pergola.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output, or error, which belongs to the process: none of those who print can close it for the others. */
final class StandardStream extends PrintStream {
    private StandardStream(PrintStream stream) {
        super(stream, true, StandardCharsets.UTF_8);
    }

    /** Before anything else gets to see them. */
    static void protect() {
        System.setOut(new StandardStream(System.out));
        System.setErr(new StandardStream(System.err));
    }

    @Override
    public void close() {
        flush();
    }
}
