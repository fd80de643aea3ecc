package dev.pergola.sandbox.internal;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of the classes that each sandbox loads (AppCDS), which saves about a quarter of the work of its start. A process that rehearses
 * writes it. Its name holds the Java and the jars that it is of, so that a stale one is not even looked at; it gets that name when
 * it is complete and on the disk, as a JVM crashes on half of one.
 */
final class ClassArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
    /** On a full disk the JVM does not fail to write it, but ends. */
    private static final long ROOM_BYTES = 64L << 20;

    private static final String PREFIX = "sandbox-";
    private static final long PATIENCE_MINUTES = 2;

    private final Path file;
    private final AtomicBoolean begun = new AtomicBoolean();

    private ClassArchive(Path file) {
        this.file = file;
    }

    /** The one of a class path, which there may be or not. */
    static ClassArchive in(Path folder, List<Path> classPath) {
        CRC32 key = new CRC32();
        for (Path jar : classPath) {
            String of = jar + " " + jar.toFile().length() + " " + jar.toFile().lastModified();
            key.update(of.getBytes(StandardCharsets.UTF_8));
        }
        String name = PREFIX + System.getProperty("java.version") + "-" + Long.toHexString(key.getValue()) + ".jsa";
        return new ClassArchive(folder.resolve(name));
    }

    /** The file, once it is there. */
    Optional<Path> file() {
        return Files.isReadable(file) ? Optional.of(file) : Optional.empty();
    }

    /**
     * Makes it where it is not there, and can be; takes some seconds.
     *
     * @param command what writes it: to a file, with a folder to work in
     */
    void make(BiFunction<Path, Path, List<String>> command) {
        if (!begun.compareAndSet(false, true) || Files.exists(file)) return;
        Path draft = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Path folder = Files.createDirectories(file.getParent());
            if (!Files.isWritable(folder)) throw new IOException("it cannot be written to");
            if (Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES) throw new IOException("little room is left");
            forgetOthers(folder);
            rehearse(draft, command);
            try (FileChannel written = FileChannel.open(draft, StandardOpenOption.READ)) {
                written.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            LOG.debug("The classes of sandboxes are archived in {}", file);
        } catch (IOException | RuntimeException notPossible) {
            LOG.info("No archive of the classes of sandboxes in {}: {}", file, notPossible.toString());
        } finally {
            delete(draft);
        }
    }

    /** Those of other jars, and what a runtime left behind that was killed while it made one. */
    private void forgetOthers(Path folder) throws IOException {
        String mine = PREFIX + System.getProperty("java.version") + "-";
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(one -> one.getFileName().toString().startsWith(mine)).forEach(ClassArchive::delete);
        }
    }

    private static void rehearse(Path draft, BiFunction<Path, Path, List<String>> command) throws IOException {
        Path stage = Files.createTempDirectory("pergola-rehearsal-");
        Process process = new ProcessBuilder(command.apply(draft, stage))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) throw new IOException("it takes too long");
            if (process.exitValue() != 0) throw new IOException("exit code " + process.exitValue());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } finally {
            process.destroyForcibly().onExit().join();
            try (Stream<Path> left = Files.walk(stage)) {
                left.sorted(Comparator.reverseOrder()).forEach(ClassArchive::delete);
            }
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("{} is left behind", path, e);
        }
    }
}
