package dev.pergola.lifecycle.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars, each in a file named by its digest. A jar is first staged: copied, so that nobody can change it while it is
 * looked at. It is kept, by a rename, only when it is going to be installed.
 */
final class Artifacts {
    private static final Logger LOG = LoggerFactory.getLogger(Artifacts.class);

    /** Largest jar that is taken. */
    private final long maxBytes;

    private final Path staging;
    private final Path kept;

    Artifacts(Path data, long maxBytes) {
        this.maxBytes = maxBytes;
        this.staging = data.resolve("staging");
        this.kept = data.resolve("artifacts");
    }

    /** Makes the folders, and removes what a crash left in staging. */
    void open() throws IOException {
        Files.createDirectories(kept);
        Files.createDirectories(staging);
        try (Stream<Path> leftovers = Files.list(staging)) {
            for (Path leftover : leftovers.toList()) Files.deleteIfExists(leftover);
        }
    }

    /** Copies a jar. */
    Staged stage(Path jar) throws IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            return stage(in);
        }
    }

    /** Copies what a stream gives. */
    Staged stage(InputStream in) throws IOException {
        Path copy = Files.createTempFile(staging, "jar-", ".tmp");
        MessageDigest digest = sha256();
        boolean complete = false;
        try {
            long size = 0;
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(copy), digest)) {
                byte[] buffer = new byte[64 * 1024];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    size += n;
                    if (size > maxBytes) {
                        throw new RefusedException(
                                "too-large",
                                "The jar is larger than " + maxBytes / (1024 * 1024) + " MiB",
                                "Make it smaller, for example by moving data out of it, or raise lifecycle.max-jar-mb");
                    }
                    out.write(buffer, 0, n);
                }
            }
            complete = true;
            return new Staged(copy, HexFormat.of().formatHex(digest.digest()), size);
        } finally {
            if (!complete) Files.deleteIfExists(copy);
        }
    }

    /** Keeps a staged jar and gives its lasting path. */
    Path keep(Staged staged) throws IOException {
        Path target = path(staged.digest());
        if (Files.exists(target)) return target;
        try (FileChannel channel = FileChannel.open(staged.path(), StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(staged.path(), target, StandardCopyOption.ATOMIC_MOVE);
        return target;
    }

    Path path(String digest) {
        return kept.resolve(digest + ".jar");
    }

    boolean has(String digest) {
        return !digest.isEmpty() && Files.isRegularFile(path(digest));
    }

    /** Removes a kept jar. */
    void delete(String digest) {
        try {
            if (!digest.isEmpty()) Files.deleteIfExists(path(digest));
        } catch (IOException e) {
            LOG.debug("{} could not be removed", path(digest), e);
        }
    }

    /** Removes every jar that is not among those wanted. */
    void prune(Set<String> wanted) throws IOException {
        try (Stream<Path> jars = Files.list(kept)) {
            for (Path jar : jars.toList()) {
                String name = jar.getFileName().toString();
                if (!wanted.contains(name.replace(".jar", ""))) Files.deleteIfExists(jar);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /**
     * A copy that nobody else writes to. Closing it removes it, where it has not been kept.
     *
     * @param path the copy
     * @param digest its SHA-256
     * @param size its bytes
     */
    record Staged(Path path, String digest, long size) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(path);
        }
    }
}
