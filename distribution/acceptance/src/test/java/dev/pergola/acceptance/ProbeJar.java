package dev.pergola.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes jars of the probe plugin: of any id and version, with any behaviour. bnd writes the manifest, as for any plugin. */
record ProbeJar(String id, String version, String behaviour, String requirements, String imports, int padding) {
    static ProbeJar of(String id, String version) {
        return new ProbeJar(id, version, "", "", "", 0);
    }

    ProbeJar behaving(String how) {
        return new ProbeJar(id, version, how, requirements, imports, padding);
    }

    /** Adds a dependency on another plugin. */
    ProbeJar needing(String other, String from, String below) {
        return requiring("osgi.identity;filter:=\"(&(osgi.identity=" + other + ")(version>=" + from + ")(!(version>="
                + below + ")))\"");
    }

    ProbeJar requiring(String requirement) {
        return new ProbeJar(
                id,
                version,
                behaviour,
                requirements.isEmpty() ? requirement : requirements + "," + requirement,
                imports,
                padding);
    }

    /** Adds an imported package. */
    ProbeJar importing(String name) {
        return new ProbeJar(id, version, behaviour, requirements, "," + name, padding);
    }

    /** Adds bytes that do not compress. */
    ProbeJar padded(int bytes) {
        return new ProbeJar(id, version, behaviour, requirements, imports, bytes);
    }

    /** The jar's bytes. */
    byte[] bytes() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JarFile template = new JarFile(Template.JAR.toFile())) {
                Manifest manifest = new Manifest(template.getManifest());
                Attributes main = manifest.getMainAttributes();
                main.putValue("Bundle-SymbolicName", id);
                main.putValue("Bundle-Version", version);
                main.putValue("Import-Package", main.getValue("Import-Package") + imports);
                main.putValue(
                        "Provide-Capability",
                        main.getValue("Provide-Capability").replace("id=probe", "id=" + id));
                main.putValue(
                        "Require-Capability",
                        main.getValue("Require-Capability").replace("id=probe", "id=" + id)
                                + (requirements.isEmpty() ? "" : "," + requirements));
                try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                    copyEntries(template, out);
                    add(out, "behaviour.txt", behaviour.getBytes(StandardCharsets.UTF_8));
                    byte[] noise = new byte[padding];
                    new java.util.Random(padding).nextBytes(noise);
                    if (padding > 0) add(out, "noise.bin", noise);
                    if (behaviour.equals("need-key")) add(out, "OSGI-INF/metatype/probe.xml", metatype());
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Of a plugin that needs a key, which has no default. */
    private byte[] metatype() {
        return ("<MetaData xmlns=\"http://www.osgi.org/xmlns/metatype/v1.3.0\"><OCD id=\"probe\" name=\"Probe\">"
                        + "<AD id=\"key\" type=\"Password\" description=\"opens the door\" required=\"true\"/>"
                        + "<AD id=\"tries\" type=\"Integer\" default=\"3\" min=\"1\" max=\"9\"/></OCD>"
                        + "<Designate pid=\"" + id + "\"><Object ocdref=\"probe\"/></Designate></MetaData>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the jar beside its place and renames it there, as a careful tool does. */
    Path dropInto(Path directory) {
        return dropInto(directory, id + "-" + version + ".jar");
    }

    Path dropInto(Path directory, String name) {
        try {
            Path temporary = directory.resolve("." + name + ".part");
            Files.write(temporary, bytes());
            return Files.move(
                    temporary,
                    directory.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void copyEntries(JarFile from, JarOutputStream to) throws IOException {
        for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (entry.getName().equals(JarFile.MANIFEST_NAME) || entry.isDirectory()) continue;
            try (InputStream in = from.getInputStream(entry)) {
                add(to, entry.getName(), in.readAllBytes());
            }
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    /** The probe as bnd builds it, made once. */
    private static final class Template {
        static final Path JAR = build();

        private static Path build() {
            try {
                Path file = Files.createTempFile("probe", ".jar");
                file.toFile().deleteOnExit();
                return Bundles.build("dev.pergola.acceptance.probe", file);
            } catch (Exception e) {
                throw new IllegalStateException("The probe could not be built", e);
            }
        }
    }
}
