package dev.pergola.vetting.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a jar that nobody changes while it is looked at; closing it removes it.
 *
 * @param path the copy
 * @param digest its SHA-256
 */
record StagedJar(Path path, String digest) implements AutoCloseable {
    /** As large as any jar that lifecycle takes. */
    private static final long MAX_BYTES = 512L << 20;

    private static final int MAX_MANIFEST_BYTES = 1 << 20;

    /** Copied into a folder. */
    static StagedJar of(Path jar, Path folder) throws IOException {
        MessageDigest digest = sha256();
        Path copy = Files.createTempFile(folder, "vet-", ".jar");
        boolean complete = false;
        try (InputStream in = Files.newInputStream(jar);
                OutputStream out = new DigestOutputStream(Files.newOutputStream(copy), digest)) {
            byte[] buffer = new byte[64 * 1024];
            long size = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
                if (size > MAX_BYTES) throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB");
                out.write(buffer, 0, n);
            }
            complete = true;
        } finally {
            if (!complete) Files.deleteIfExists(copy);
        }
        return new StagedJar(copy, HexFormat.of().formatHex(digest.digest()));
    }

    /** Main attributes of its manifest; none where there is none, or no archive to find it in. */
    Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        try (ZipFile zip = new ZipFile(path.toFile())) {
            @Nullable ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
            if (entry == null) return headers;
            try (InputStream in = zip.getInputStream(entry)) {
                byte[] bytes = in.readNBytes(MAX_MANIFEST_BYTES);
                new Manifest(new java.io.ByteArrayInputStream(bytes))
                        .getMainAttributes()
                        .forEach((name, value) -> headers.put(name.toString(), value.toString()));
            }
        } catch (ZipException e) {
            // The scan says what is wrong with it.
            return headers;
        }
        return headers;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
