package dev.pergola.vetting.internal.testing;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Provenance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** A jar with anything in it. */
public final class TestJar {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    public TestJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public TestJar entry(String name, byte[] bytes) {
        entries.put(name, bytes);
        return this;
    }

    public TestJar entry(String name, String text) {
        return entry(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public TestJar entries(Map<String, byte[]> more) {
        entries.putAll(more);
        return this;
    }

    /** The class files of sources, by class name. */
    public TestJar sources(Map<String, String> sources) {
        return entries(Sources.compile(sources));
    }

    /** A component of Declarative Services. */
    public TestJar component(String type) {
        headers.merge("Service-Component", "OSGI-INF/" + type + ".xml", (one, other) -> one + "," + other);
        return entry("OSGI-INF/" + type + ".xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="it" activate="activate">
                  <implementation class="%s"/>
                </scr:component>
                """.formatted(type));
    }

    public Map<String, String> headers() {
        return headers;
    }

    public Map<String, byte[]> entries() {
        return entries;
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            headers.forEach(manifest.getMainAttributes()::putValue);
            out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            manifest.write(out);
            out.closeEntry();
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes it to a file of its own in a folder. */
    public Path in(Path folder) {
        return write(folder, bytes());
    }

    public static Path write(Path folder, byte[] bytes) {
        try {
            return Files.write(folder.resolve(UUID.randomUUID() + ".jar"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A plugin in that file, which asks for some permissions. */
    public static Candidate plugin(Path jar, Map<String, String> headers, String... permissions) {
        return candidate(jar, headers, Optional.of(metadata(permissions)), Provenance.UNKNOWN);
    }

    public static Candidate candidate(
            Path jar, Map<String, String> headers, Optional<PluginMetadata> metadata, Provenance provenance) {
        return new Candidate(
                jar, jar.getFileName().toString(), jar.toString(), headers, metadata, provenance, Optional.empty());
    }

    public static PluginMetadata metadata(String... permissions) {
        return new PluginMetadata(
                "sample",
                "Sample",
                Version.parseVersion("1.0.0"),
                "Ada",
                "",
                "",
                "general",
                Set.of(),
                new VersionRange("[1,2)"),
                List.of(),
                List.of(),
                List.of(permissions).stream()
                        .map(name -> new PermissionRequest(name, "", ""))
                        .toList(),
                Set.of());
    }
}
