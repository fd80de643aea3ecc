package dev.pergola.guard.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.JarFile;

/**
 * Where the JVM begins, before {@code main}. Throws, and so ends the JVM, where the table cannot be applied as a whole:
 * a guard with a gap is worse than none, because one would rely on it.
 */
public final class Agent {
    private static final int FIRST_RELEASE = 24;
    private static final String GUARD = "pergola-guard.jar";
    private static final String PROBE = "dev/pergola/guard/Probe.class";

    private Agent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        int release = Runtime.version().feature();
        if (release < FIRST_RELEASE)
            throw new IllegalStateException("Pergola's guard is for Java " + FIRST_RELEASE + " and later; Java "
                    + release + " has a security manager, which is used there");
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux"))
            throw new IllegalStateException(
                    "Pergola's guard knows the file system of the JDK on Linux, not on " + system);
        try (JarFile guard = new JarFile(beside().toFile())) {
            if (!isThere()) instrumentation.appendToBootstrapClassLoaderSearch(guard);
            Application.of(Table.load(release), instrumentation, read(guard));
        } catch (IOException | URISyntaxException missing) {
            throw new IllegalStateException("Pergola's guard is not whole: " + missing.getMessage(), missing);
        }
    }

    private static Path beside() throws URISyntaxException {
        return Path.of(Agent.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolveSibling(GUARD);
    }

    /** Whoever starts the JVM may name it by {@code -Xbootclasspath/a}: only so is a class archive used in full. */
    private static boolean isThere() {
        try {
            Class.forName("dev.pergola.guard.Guard", false, null);
            return true;
        } catch (ClassNotFoundException missing) {
            return false;
        }
    }

    /** What the self-test is run with. The JVM does not look for resources in what an agent appends. */
    private static byte[] read(JarFile guard) throws IOException {
        try (InputStream in = guard.getInputStream(guard.getEntry(PROBE))) {
            return in.readAllBytes();
        }
    }
}
