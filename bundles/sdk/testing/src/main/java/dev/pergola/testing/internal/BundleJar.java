package dev.pergola.testing.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes jars of folders. */
public final class BundleJar {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private BundleJar() {}

    /**
     * A jar of a bundle: the file itself, or one made in {@code folder} where the bundle is a folder of classes, as it
     * is before Maven's package phase. The same classes give the same bytes.
     */
    public static Path of(Path location, Path folder) {
        if (Files.isRegularFile(location)) return location;
        if (!Files.isRegularFile(location.resolve(MANIFEST))) {
            throw new IllegalArgumentException(location + " is no bundle: it has no " + MANIFEST
                    + ". bnd-maven-plugin's goal bnd-process writes it; is the module built?");
        }
        try {
            Path jar = Files.createTempFile(Files.createDirectories(folder), "bundle-", ".jar");
            try (OutputStream file = Files.newOutputStream(jar);
                    ZipOutputStream zip = new ZipOutputStream(file)) {
                add(zip, location, location.resolve(MANIFEST));
                for (Path entry : files(location)) {
                    if (!entry.equals(location.resolve(MANIFEST))) add(zip, location, entry);
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException("No jar could be made of " + location, e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void add(ZipOutputStream zip, Path root, Path file) throws IOException {
        ZipEntry entry = new ZipEntry(root.relativize(file).toString().replace('\\', '/'));
        entry.setTime(0);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
    }
}
