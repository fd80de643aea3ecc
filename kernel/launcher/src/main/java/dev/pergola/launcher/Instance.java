package dev.pergola.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;

/**
 * A running instance, as it makes itself known to the commands through {@code run/instance.properties} in its data
 * folder, from the moment it is ready until it stops.
 *
 * @param pid its process
 * @param address of its HTTP API, empty where it has none
 * @param started when it was ready
 */
record Instance(long pid, String address, Instant started) {
    /** Makes an instance known. */
    void write(Path data) {
        Properties properties = new Properties();
        properties.setProperty("pid", Long.toString(pid));
        properties.setProperty("address", address);
        properties.setProperty("started", started.toString());
        properties.setProperty("version", Version.full());
        Path file = fileOf(data);
        try {
            // Readers see the old file or the whole new one.
            Path draft = Files.createTempFile(file.getParent(), "instance", ".tmp");
            try (Writer writer = Files.newBufferedWriter(draft)) {
                properties.store(writer, "The running instance. Written when it is ready, deleted when it stops.");
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new LauncherException(ExitCode.START_FAILED, "Cannot write " + file + " (" + failure + ")", failure);
        }
    }

    /** Takes it back. */
    static void delete(Path data) {
        try {
            Files.deleteIfExists(fileOf(data));
        } catch (IOException ignored) {
            // Stale files do no harm: the lock says whether anything runs.
        }
    }

    /** The instance that runs on a data folder, where one is ready. */
    static Optional<Instance> find(Path data) {
        if (!InstanceLock.isHeld(data)) return Optional.empty();
        // What a killed instance left behind is not what holds the lock now.
        Optional<Long> holder = InstanceLock.holder(data);
        return read(data).filter(found -> holder.equals(Optional.of(found.pid)));
    }

    /** As {@link #find}, but an error where there is none. */
    static Instance get(Path data) {
        return find(data).orElseThrow(() -> InstanceLock.isHeld(data) ? notReady(data) : notRunning(data));
    }

    /** Nothing runs on a data folder. */
    static LauncherException notRunning(Path data) {
        return new LauncherException(
                ExitCode.NOT_RUNNING,
                "Pergola is not running on the data folder " + data
                        + "; start it with \"pergola start\", or name another folder with --data");
    }

    private static LauncherException notReady(Path data) {
        return new LauncherException(
                ExitCode.NOT_RUNNING,
                "Pergola is starting or stopping on the data folder " + data
                        + InstanceLock.holder(data)
                                .map(pid -> " (process " + pid + ")")
                                .orElse("")
                        + "; try again in a moment, or end it with \"pergola stop\"");
    }

    private static Optional<Instance> read(Path data) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(fileOf(data))) {
            properties.load(reader);
            return Optional.of(new Instance(
                    Long.parseLong(properties.getProperty("pid", "")),
                    properties.getProperty("address", ""),
                    Instant.parse(properties.getProperty("started", ""))));
        } catch (IOException | IllegalArgumentException | DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    private static Path fileOf(Path data) {
        return data.resolve("run").resolve("instance.properties");
    }
}
