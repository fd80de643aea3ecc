package dev.pergola.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Makes small bundles for tests out of classes of the test class path, and finds real ones. */
final class TestBundle {
    private final Manifest manifest = new Manifest();
    private final List<Class<?>> classes;

    private TestBundle(String symbolicName, Class<?>... classes) {
        this.classes = List.of(classes);
        header("Manifest-Version", "1.0");
        header("Bundle-ManifestVersion", "2");
        header("Bundle-SymbolicName", symbolicName);
        header("Bundle-Version", "1.0.0");
    }

    /** A bundle; the first class, where there is one, is its activator. */
    static TestBundle named(String symbolicName, Class<?>... classes) {
        TestBundle bundle = new TestBundle(symbolicName, classes);
        Arrays.stream(classes)
                .findFirst()
                .ifPresent(activator -> bundle.header("Bundle-Activator", activator.getName())
                        .header("Import-Package", "org.osgi.framework,org.osgi.service.condition,org.slf4j"));
        return bundle;
    }

    TestBundle header(String name, String value) {
        manifest.getMainAttributes().put(new Attributes.Name(name), value);
        return this;
    }

    Path writeTo(Path file) {
        try {
            Files.createDirectories(file.getParent());
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
                for (Class<?> type : classes) {
                    String entry = type.getName().replace('.', '/') + ".class";
                    jar.putNextEntry(new JarEntry(entry));
                    try (InputStream bytes = type.getClassLoader().getResourceAsStream(entry)) {
                        bytes.transferTo(jar);
                    }
                }
            }
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A jar of a folder. */
    static Path jarOf(Path folder, Path file) {
        try (Stream<Path> walk = Files.walk(folder)) {
            Files.createDirectories(file.getParent());
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
                for (Path one : walk.filter(Files::isRegularFile).sorted().toList()) {
                    jar.putNextEntry(
                            new JarEntry(folder.relativize(one).toString().replace('\\', '/')));
                    Files.copy(one, jar);
                }
            }
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Real bundles that the build put into target/test-bundles, whose file names begin so. */
    static List<Path> real(String... prefixes) {
        try (Stream<Path> files = Files.list(Path.of("target", "test-bundles").toAbsolutePath())) {
            List<Path> all = files.sorted().toList();
            return Arrays.stream(prefixes)
                    .flatMap(prefix -> all.stream()
                            .filter(file -> file.getFileName().toString().startsWith(prefix)))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
