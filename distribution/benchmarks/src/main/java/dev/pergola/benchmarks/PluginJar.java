package dev.pergola.benchmarks;

import dev.pergola.benchmarks.plugin.Announcer;
import dev.pergola.benchmarks.plugin.KarafReady;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Makes plugins that announce themselves: the same classes for every engine, and a manifest that asks for nothing which
 * the engine has not got.
 */
final class PluginJar {
    /** For whom. */
    enum Kind {
        /** Annotations become capabilities and a component, as for any plugin. */
        PERGOLA,
        /** A plain bundle with an activator; its minimal distribution has no Declarative Services. */
        KARAF,
        /** The bundle that says when Karaf is ready. */
        KARAF_READY
    }

    private static final String PACKAGE = Announcer.class.getPackageName();

    private static final String TEMPLATE = "echo";

    private final Kind kind;
    private final int port;
    private byte[] template = {};

    PluginJar(Kind kind, int port) {
        this.kind = kind;
        this.port = port;
    }

    /** Writes a jar somewhere. */
    Path write(String id, String version, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, bytes(id, version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts a jar into a folder by renaming, so that it is whole from the first moment, and says when that moment was, by
     * {@link System#nanoTime}.
     */
    static long drop(Path made, Path folder, String name) {
        try {
            long now = System.nanoTime();
            Files.move(made, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return now;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(String id, String version) throws IOException {
        if (template.length == 0) template = build();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(template));
                ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            Manifest manifest = Objects.requireNonNull(in.getManifest());
            adapt(manifest.getMainAttributes(), id, version);
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.transferTo(out);
                    out.closeEntry();
                }
            }
            return bytes.toByteArray();
        }
    }

    /** The plugin as bnd builds it, made once. */
    private byte[] build() {
        return Bundles.build(Map.of(
                "Bundle-SymbolicName",
                TEMPLATE,
                "Bundle-Activator",
                activator().getName(),
                "Private-Package",
                PACKAGE,
                Announcer.PORT,
                Integer.toString(port)));
    }

    private Class<?> activator() {
        return kind == Kind.KARAF_READY ? KarafReady.class : Announcer.class;
    }

    private void adapt(Attributes main, String id, String version) {
        main.putValue("Bundle-SymbolicName", id);
        main.putValue("Bundle-Version", version);
        if (kind == Kind.PERGOLA) {
            for (String header : new String[] {"Provide-Capability", "Require-Capability"}) {
                main.putValue(header, main.getValue(header).replace("id=" + TEMPLATE, "id=" + id));
            }
            return;
        }
        for (String header : new String[] {"Provide-Capability", "Require-Capability", "Service-Component"}) {
            main.remove(new Attributes.Name(header));
        }
        main.putValue("Import-Package", "org.osgi.framework,org.osgi.framework.startlevel");
    }
}
