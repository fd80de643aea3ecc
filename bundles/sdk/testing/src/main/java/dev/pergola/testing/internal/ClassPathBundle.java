package dev.pergola.testing.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * A bundle on the test's class path.
 *
 * @param symbolicName its symbolic name
 * @param location its jar, or the folder of its classes
 * @param headers its manifest
 */
public record ClassPathBundle(String symbolicName, Path location, Map<String, String> headers) {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** Copies. */
    public ClassPathBundle {
        headers = Map.copyOf(headers);
    }

    /** Whether it is a plugin. */
    public boolean plugin() {
        return headers.getOrDefault("Provide-Capability", "").contains("pergola.plugin");
    }

    /** All bundles on the class path, in its order. */
    public static List<ClassPathBundle> all() {
        ClassLoader loader = ClassPathBundle.class.getClassLoader();
        try {
            List<ClassPathBundle> bundles = new ArrayList<>();
            for (URL url : Collections.list(loader.getResources(MANIFEST)))
                read(url).ifPresent(bundles::add);
            return bundles;
        } catch (IOException e) {
            throw new UncheckedIOException("The class path cannot be read", e);
        }
    }

    /** What a jar, or a folder of classes, says of itself; empty where it is no bundle. */
    public static Optional<ClassPathBundle> at(Path location) {
        try {
            return Files.isDirectory(location)
                    ? read(location.resolve(MANIFEST).toUri().toURL())
                    : read(URI.create("jar:" + location.toUri() + "!/" + MANIFEST)
                            .toURL());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<ClassPathBundle> read(URL manifest) throws IOException {
        Map<String, String> headers = new java.util.HashMap<>();
        var connection = manifest.openConnection();
        connection.setUseCaches(false);
        try (var stream = connection.getInputStream()) {
            Attributes attributes = new Manifest(stream).getMainAttributes();
            attributes.forEach((name, value) -> headers.put(name.toString(), value.toString()));
        }
        String name =
                headers.getOrDefault("Bundle-SymbolicName", "").split(";", 2)[0].strip();
        return name.isEmpty() ? Optional.empty() : Optional.of(new ClassPathBundle(name, location(manifest), headers));
    }

    private static Path location(URL manifest) {
        String url = manifest.toString();
        String location = url.startsWith("jar:")
                ? url.substring("jar:".length(), url.length() - MANIFEST.length() - "!/".length())
                : url.substring(0, url.length() - MANIFEST.length());
        try {
            return Path.of(new URI(location)).toAbsolutePath().normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Where is " + url + "?", e);
        }
    }
}
