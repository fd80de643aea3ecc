package dev.pergola.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/**
 * Writes the archive of loaded classes (AppCDS) that the next start is faster with. The start script names the file in
 * a system property where there is none yet; it names it by the JDK and the jars, so a stale one is never used.
 *
 * <p>Not the JVM's own way of dumping at its exit: killed at that moment it leaves half a file, and on half a file the
 * next JVM crashes. Here the file gets its name when it is complete and on the disk.
 */
final class ClassArchive {
    /** On a full disk the JVM does not fail to write it, but ends. */
    private static final long ROOM_BYTES = 256L << 20;

    private ClassArchive() {}

    /** Writes it where the start script asks for it; without one all is as well, only slower. */
    static void writeWhereWanted() {
        String wanted = System.getProperty("pergola.archive", "");
        if (!wanted.isEmpty() && !Files.exists(Path.of(wanted))) write(Path.of(wanted));
    }

    static void write(Path file) {
        Path draft = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES) throw new IOException("little room is left");
            dump(draft);
            try (FileChannel written = FileChannel.open(draft, StandardOpenOption.READ)) {
                written.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | JMException | RuntimeException notPossible) {
            LoggerFactory.getLogger(ClassArchive.class)
                    .info("No archive of loaded classes in {}: {}", file, notPossible.toString());
            deleteQuietly(draft);
        }
    }

    /** The JDK tells of it on standard output, which belongs to the user; nobody else prints at this moment. */
    private static void dump(Path draft) throws JMException {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmCds",
                            new Object[] {new String[] {"dynamic_dump", draft.toString()}},
                            new String[] {String[].class.getName()});
        } finally {
            System.setOut(out);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException ignored) {
            // It is in nobody's way.
        }
    }
}
