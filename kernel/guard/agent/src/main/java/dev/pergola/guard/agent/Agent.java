package dev.pergola.guard.agent;

import java.io.IOException;
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
        appendGuard(instrumentation);
        Application.of(Table.load(release), instrumentation);
    }

    /**
     * Puts the jar beside this one on the JVM's own class path. By hand, as the JVM uses no archive of classes where the
     * manifest of an agent does it.
     */
    private static void appendGuard(Instrumentation instrumentation) {
        try {
            Path here = Path.of(Agent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            instrumentation.appendToBootstrapClassLoaderSearch(
                    new JarFile(here.resolveSibling(GUARD).toFile()));
        } catch (IOException | URISyntaxException missing) {
            throw new IllegalStateException("Pergola's guard is not whole: " + missing.getMessage(), missing);
        }
    }
}
