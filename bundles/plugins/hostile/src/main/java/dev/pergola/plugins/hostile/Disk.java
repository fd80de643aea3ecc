package dev.pergola.plugins.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Takes room on disks, their time, and descriptors of files. What is not ended deletes its files. */
final class Disk {
    private static final int MEGABYTE = 1024 * 1024;

    /** What the names of all its files begin with. */
    private static final String MARK = "hostile-";

    private Disk() {}

    static Object tidyUp(Order order) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(order.folder(), MARK + "*")) {
            for (Path file : left) Files.deleteIfExists(file);
        }
        return "of it";
    }

    static Object openFiles(Order order) throws IOException {
        Path file = Files.write(order.folder().resolve(MARK + "open"), new byte[0]);
        List<InputStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < 5_000; i++) open.add(Files.newInputStream(file));
            return open.size() + " files";
        } finally {
            for (InputStream each : open) each.close();
            Files.deleteIfExists(file);
        }
    }

    static Object largeFile(Order order) throws IOException {
        return write(order.folder().resolve(MARK + "large"), 64);
    }

    static Object manyFiles(Order order) throws IOException {
        return fill(order.folder());
    }

    static Object scratch(Order order) throws IOException {
        return fill(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** Never more than a few at one time, and not all of it in the moment between two looks. */
    static Object rate(Order order) throws IOException {
        int megabytes = order.number("megabytes", 96);
        for (int written = 0; written < megabytes; written += 4) {
            write(order.folder().resolve(MARK + "written"), 4);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return megabytes + " MiB";
    }

    private static String write(Path file, int megabytes) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            byte[] block = new byte[MEGABYTE];
            for (int i = 0; i < megabytes; i++) out.write(block);
        } finally {
            Files.deleteIfExists(file);
        }
        return megabytes + " MiB";
    }

    /** Forty files, which stay for long enough to be seen. */
    private static String fill(Path folder) throws IOException {
        List<Path> made = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                made.add(folder.resolve(MARK + i));
                Files.write(made.get(i), new byte[MEGABYTE]);
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(8));
            return made.size() + " MiB";
        } finally {
            for (Path each : made) Files.deleteIfExists(each);
        }
    }
}
