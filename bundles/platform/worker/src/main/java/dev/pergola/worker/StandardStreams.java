package dev.pergola.worker;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Java's standard streams as a plugin is to find them. It takes no permission to use them, and so none to close them; but what is
 * written to them, the kernel logs, and that standard input ends is how a sandbox hears that the kernel has.
 */
final class StandardStreams {
    private StandardStreams() {}

    /** Gives standard input to the caller alone, and lets nobody close the others. Before there is a plugin. */
    static InputStream take() {
        InputStream in = System.in;
        System.setIn(new Empty());
        System.setOut(new Lasting(System.out));
        System.setErr(new Lasting(System.err));
        return in;
    }

    /** One of {@link InputStream#nullInputStream} could be closed. */
    private static final class Empty extends InputStream {
        @Override
        public int read() {
            return -1;
        }
    }

    private static final class Lasting extends PrintStream {
        Lasting(PrintStream to) {
            super(to, true, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            flush();
        }
    }
}
