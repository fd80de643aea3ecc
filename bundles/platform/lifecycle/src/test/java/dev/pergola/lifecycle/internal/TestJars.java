package dev.pergola.lifecycle.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Jars with any manifest, as a plugin author could never build them with bnd. */
final class TestJars {
    private TestJars() {}

    static Map<String, String> plugin(String id, String version) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", id);
        headers.put("Bundle-Version", version);
        headers.put("Provide-Capability", "pergola.plugin;id=" + id + ";name=\"" + id + "\";author=Ada");
        headers.put("Require-Capability", "pergola.engine;filter:=\"(&(version>=1.0.0)(!(version>=2.0.0)))\"");
        return headers;
    }

    static Map<String, String> plugin(String id, String version, String moreRequirements) {
        Map<String, String> headers = plugin(id, version);
        headers.merge("Require-Capability", moreRequirements, (a, b) -> a + "," + b);
        return headers;
    }

    static Path write(Path file, Map<String, String> headers) throws IOException {
        return write(file, headers, Map.of("data.txt", "hello"));
    }

    static Path write(Path file, Map<String, String> headers, Map<String, String> entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
        return file;
    }
}
