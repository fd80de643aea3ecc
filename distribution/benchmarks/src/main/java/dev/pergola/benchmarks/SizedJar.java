package dev.pergola.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Makes plugins of a wanted size: the one that announces itself, and as many classes of others' libraries as it takes. */
final class SizedJar {
    private final PluginJar jars;
    private final List<Path> libraries;

    private SizedJar(PluginJar jars, List<Path> libraries) {
        this.jars = jars;
        this.libraries = libraries;
    }

    /** From the archive's own libraries, which have nothing to hide and are of all kinds. */
    static SizedJar from(Installation installation) {
        try (Stream<Path> bundles = Files.list(installation.home().resolve("lib/bundles"))) {
            return new SizedJar(
                    installation.jars(),
                    bundles.filter(file -> !String.valueOf(file.getFileName()).startsWith("dev.pergola"))
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path write(int bytes, Path file) {
        Path plain = jars.write("sized", "1.0.0", file.resolveSibling("sized.jar"));
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(Files.newInputStream(plain));
                JarOutputStream out = new JarOutputStream(made, in.getManifest())) {
            Set<String> there = new HashSet<>();
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                add(out, entry.getName(), in.readAllBytes());
                there.add(entry.getName());
            }
            Iterator<Path> left = libraries.iterator();
            while (left.hasNext() && made.size() < bytes) fill(out, left.next(), there, made, bytes);
            if (made.size() < bytes * 0.9) throw new IllegalStateException("Too few classes for " + bytes + " bytes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return Files.write(file, made.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(
            JarOutputStream out, Path library, Set<String> there, ByteArrayOutputStream made, int bytes)
            throws IOException {
        try (JarFile from = new JarFile(library.toFile())) {
            for (JarEntry entry : from.stream().toList()) {
                if (made.size() + entry.getCompressedSize() > bytes) continue;
                String name = entry.getName();
                if (!name.endsWith(".class") || name.startsWith("META-INF") || name.contains("module-info")) continue;
                if (there.add(name)) add(out, name, from.getInputStream(entry).readAllBytes());
            }
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
