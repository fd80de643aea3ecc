package dev.pergola.acceptance;

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

/** Jars with manifests that bnd would not write. */
final class TestManifests {
    private TestManifests() {}

    static void library(Path file, String symbolicName, String version, String exported) throws IOException {
        Map<String, String> headers = base(symbolicName, version);
        headers.put("Export-Package", exported + ";version=" + version);
        write(file, headers);
    }

    static void plugin(Path file, String id, String version, String attributes) throws IOException {
        plugin(file, id, version, attributes, "(&(version>=1.0.0)(!(version>=2.0.0)))");
    }

    static void plugin(Path file, String id, String version, String attributes, String engine) throws IOException {
        Map<String, String> headers = base(id, version);
        headers.put("Provide-Capability", "pergola.plugin;id=" + id + ";" + attributes);
        headers.put("Require-Capability", "pergola.engine;filter:=\"" + engine + "\"");
        write(file, headers);
    }

    private static Map<String, String> base(String name, String version) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", name);
        headers.put("Bundle-Version", version);
        return headers;
    }

    private static void write(Path file, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(part);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry("org/acme/lib/readme.txt"));
            jar.write('x');
            jar.closeEntry();
        }
        Files.move(part, file);
    }
}
