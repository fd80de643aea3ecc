package dev.pergola.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a data folder to one instance. The operating system drops the lock with the process, however that ends: so
 * there is nothing to clean up after {@code kill -9}.
 */
final class InstanceLock implements AutoCloseable {
    /** Far behind the text, so that where locks are mandatory the holder's pid can still be read. */
    private static final long POSITION = Long.MAX_VALUE - 1;

    /** Whoever only looks whether the lock is held, holds it for a moment; and a stopping instance is soon gone. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /**
     * Locks of this process. A lock belongs to the process, not to its holder: closing any other channel on the file
     * would drop it, so a second attempt must not even open the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private InstanceLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock of a data folder, or says who holds it. */
    static InstanceLock take(Path data) {
        Path file = fileOf(data);
        if (!HELD.add(file))
            throw held(data, Optional.of(ProcessHandle.current().pid()));
        FileChannel channel = null;
        try {
            Files.createDirectories(file.getParent());
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) throw held(data, holder(data));
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new InstanceLock(file, channel);
        } catch (IOException | LauncherException failure) {
            HELD.remove(file);
            closeQuietly(channel);
            if (failure instanceof LauncherException known) throw known;
            throw new LauncherException(
                    ExitCode.START_FAILED,
                    "Cannot use the data folder " + data + " (" + failure
                            + "); check that it is a folder this user may write to",
                    failure);
        }
    }

    /** Whether some instance holds the lock of a data folder. */
    static boolean isHeld(Path data) {
        Path file = fileOf(data);
        if (HELD.contains(file)) return true;
        if (!Files.exists(file)) return false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock(POSITION, 1, true)) {
            return lock == null;
        } catch (OverlappingFileLockException ours) {
            return true;
        } catch (IOException unreadable) {
            throw new LauncherException(
                    ExitCode.FAILED,
                    "Cannot read " + file + " (" + unreadable + "); use the user that runs Pergola",
                    unreadable);
        }
    }

    /** The process that took the lock last, as far as it can be read. */
    static Optional<Long> holder(Path data) {
        try {
            return Optional.of(Long.parseLong(Files.readString(fileOf(data)).strip()));
        } catch (IOException | NumberFormatException unknown) {
            return Optional.empty();
        }
    }

    private static Path fileOf(Path data) {
        return data.toAbsolutePath().normalize().resolve("run").resolve("lock");
    }

    private static boolean lock(FileChannel channel) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (channel.tryLock(POSITION, 1, false) == null) {
            if (System.nanoTime() > deadline) return false;
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return true;
    }

    private static LauncherException held(Path data, Optional<Long> pid) {
        return new LauncherException(
                ExitCode.ALREADY_RUNNING,
                "Pergola is already running on the data folder " + data
                        + pid.map(number -> " (process " + number + ")").orElse("")
                        + "; stop it with \"pergola stop --data " + data + "\", or choose another folder with --data");
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable FileChannel channel) {
        try {
            if (channel != null) channel.close();
        } catch (IOException ignored) {
            // The lock goes with the process in any case.
        }
    }

    /** Gives the folder free. Does nothing the second time. */
    @Override
    public void close() {
        if (!channel.isOpen()) return;
        closeQuietly(channel);
        HELD.remove(file);
    }
}
