package dev.pergola.launcher;

import java.io.FilterInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Java's standard streams, which belong to the process. It takes no permission to use them, and so none to close them: none of those
 * who do can for the others.
 */
public final class StandardStreams {
    private StandardStreams() {}

    /** Before anything else gets to see them. */
    static void protect() {
        System.setIn(new Input(System.in));
        System.setOut(new Output(System.out));
        System.setErr(new Output(System.err));
    }

    /** The same; and standard input is the caller's alone, so that all others find it empty. */
    public static InputStream take() {
        InputStream in = System.in;
        protect();
        System.setIn(new Input(InputStream.nullInputStream()));
        return in;
    }

    private static final class Input extends FilterInputStream {
        Input(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // It is not whoever's that is.
        }
    }

    private static final class Output extends PrintStream {
        Output(PrintStream stream) {
            super(stream, true, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            flush();
        }
    }
}
