package dev.pergola.acceptance.clock;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has a JVM tell another time than the machine's: all of its code that asks Java for the time that it is, and nothing that
 * measures how long something takes. Its argument is the file that says how far off the clock is.
 */
public final class ClockAgent {
    private ClockAgent() {}

    /** Before {@code main}. */
    public static void premain(String file, Instrumentation instrumentation)
            throws IOException, UnmodifiableClassException, ClassNotFoundException {
        Offset.follow(Path.of(file));
        Rewriter rewriter = new Rewriter();
        instrumentation.addTransformer(rewriter, true);
        List<Class<?>> loaded = new ArrayList<>(List.of(
                Clock.class,
                Class.forName("java.time.Clock$SystemClock"),
                Date.class,
                java.util.Timer.class,
                Class.forName("java.util.TimerThread")));
        instrumentation.retransformClasses(loaded.toArray(Class<?>[]::new));
        if (!rewriter.hasShifted()) throw new IllegalStateException("The clock of this Java is made in another way");
    }

    /** A class that fails to be rewritten would tell the right time. */
    private static final class Rewriter implements ClassFileTransformer {
        private static final byte[] CALL = "currentTimeMillis".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        private volatile boolean shifted;

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] code) {
            try {
                if ("java/time/Clock".equals(name)) {
                    byte[] changed = Rewriting.shifted(code);
                    shifted = true;
                    return changed;
                }
                boolean ofTheJdk = loader == null && redefined == null;
                return ofTheJdk || !mentionsTime(code) ? null : Rewriting.askingTheClock(code);
            } catch (RuntimeException | LinkageError failure) {
                System.err.println("The clock of " + name + " cannot be set: " + failure);
                return null;
            }
        }

        boolean hasShifted() {
            return shifted;
        }

        private static boolean mentionsTime(byte[] code) {
            for (int i = 0; i <= code.length - CALL.length; i++)
                if (code[i] == CALL[0] && Arrays.equals(code, i, i + CALL.length, CALL, 0, CALL.length)) return true;
            return false;
        }
    }
}
