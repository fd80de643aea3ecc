package dev.pergola.launcher;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the archive of loaded classes (AppCDS) that the next start is faster with. The start script names the file in a
 * system property where there is none yet; it names it by the JDK and the jars, so a stale one is never used.
 *
 * <p>A process of its own rehearses for it: it starts on empty folders, gets ready and ends, and its JVM writes down
 * what it loaded. Not this process: asked to dump after plugins have come and gone, JDK 17 crashes now and then, and
 * killed while it dumps a JVM leaves half a file, on which the next one crashes. Here the file gets its name when it is
 * complete and on the disk.
 */
final class ClassArchive implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
    private static final String WANTED = "pergola.archive";
    private static final String REHEARSAL = "pergola.rehearsal";
    /** On a full disk the JVM does not fail to write it, but ends. */
    private static final long ROOM_BYTES = 256L << 20;

    private static final long PATIENCE_MINUTES = 3;
    private static final Set<String> JAVA = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final Path file;
    private final Thread thread = new Thread(null, this::make, "pergola-class-archive", 0, false);
    private volatile boolean closed;

    private ClassArchive(Path file) {
        this.file = file;
    }

    /** Whether this process is one that rehearses, and ends as soon as it is ready. */
    static boolean isRehearsal() {
        return Boolean.getBoolean(REHEARSAL);
    }

    /** Ends this process, if it rehearses, as soon as the one that started it is gone: nobody else would. */
    static void endWithParent() {
        Thread watch = new Thread(
                null,
                () -> {
                    try {
                        while (System.in.read() >= 0) LOG.debug("Nothing is said to a rehearsal");
                    } catch (IOException gone) {
                        LOG.debug("The parent is gone", gone);
                    }
                    Runtime.getRuntime().halt(1);
                },
                "pergola-rehearsal",
                0,
                false);
        watch.setDaemon(true);
        watch.start();
    }

    /** Has it made in the background where the start script asks for it; without one all is as well, only slower. */
    static ClassArchive makeWhereWanted() {
        ClassArchive archive = new ClassArchive(Path.of(System.getProperty(WANTED, "")));
        boolean wanted = !archive.file.toString().isEmpty() && !Files.exists(archive.file);
        archive.thread.setDaemon(true);
        if (wanted) archive.thread.start();
        return archive;
    }

    private void make() {
        Path draft = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES) throw new IOException("little room is left");
            rehearse(draft);
            try (FileChannel written = FileChannel.open(draft, StandardOpenOption.READ)) {
                written.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException notPossible) {
            if (!closed) LOG.info("No archive of loaded classes in {}: {}", file, notPossible.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            delete(draft);
        }
    }

    private static void rehearse(Path draft) throws IOException, InterruptedException {
        Path stage = Files.createTempDirectory("pergola-rehearsal-");
        Process process = null;
        try {
            ProcessBuilder builder = new ProcessBuilder(command(draft, stage))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD);
            // Ports, agents and addresses are this process's alone.
            builder.environment().keySet().removeIf(name -> name.startsWith("PERGOLA_") || JAVA.contains(name));
            process = builder.start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) throw new IOException("it takes too long");
            if (process.exitValue() != 0) throw new IOException("exit code " + process.exitValue());
        } finally {
            if (process != null) process.destroyForcibly().onExit().join();
            deleteTree(stage);
        }
    }

    private static List<String> command(Path draft, Path stage) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What decides whether an archive fits: the collector, and what the script sets for the Java that runs.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(ClassArchive::matters)
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:ArchiveClassesAtExit=" + draft,
                "-D" + REHEARSAL + "=true",
                "-Dpergola.home=" + System.getProperty("pergola.home", ""),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path", "").replace(';', File.pathSeparatorChar),
                Main.class.getName(),
                "run",
                "--no-shell",
                "--http-port",
                "0",
                "--set",
                "http.host=127.0.0.1",
                "--data",
                stage.resolve("data").toString(),
                "--plugins",
                stage.resolve("plugins").toString()));
        // With the guard's agent the JVM writes no archive, though it uses one; and there are no plugins to guard
        // against.
        if (Runtime.version().feature() >= Enforcement.FIRST_WITHOUT_SECURITY_MANAGER) command.add("--insecure");
        return command;
    }

    private static boolean matters(String argument) {
        return argument.startsWith("--")
                || argument.startsWith("-Xbootclasspath/a:")
                || argument.startsWith("-Djava.security.manager=")
                || argument.matches("-XX:\\+Use\\w+GC");
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            paths.sorted(Collections.reverseOrder()).forEach(ClassArchive::delete);
        } catch (IOException | RuntimeException ignored) {
            LOG.debug("{} is left behind", root, ignored);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException ignored) {
            LOG.debug("{} is left behind", path, ignored);
        }
    }

    /** Gives it up where it is not finished, so that a stop does not wait for it. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
