package dev.pergola.shell.internal.fake;

import dev.pergola.shell.sample.SampleActivator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Packs the sample plugin into a bundle of its own, whose classes are not those of the tests. */
public final class SampleBundle {
    private SampleBundle() {}

    public static Path pack(Path folder) throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "sample.deploy");
        main.putValue("Bundle-Activator", SampleActivator.class.getName());
        main.putValue(
                "Import-Package",
                "dev.pergola.api,dev.pergola.api.annotation,dev.pergola.api.extension,org.osgi.framework");
        Path jar = folder.resolve("deploy.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            Path classes = Path.of(SampleActivator.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String folderName = SampleActivator.class.getPackageName().replace('.', '/');
            try (Stream<Path> files = Files.list(classes.resolve(folderName))) {
                for (Path file : files.toList()) add(out, folderName + "/" + file.getFileName(), file);
            }
        }
        return jar;
    }

    private static void add(OutputStream out, String name, Path file) throws IOException {
        ((JarOutputStream) out).putNextEntry(new JarEntry(name));
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(out);
        }
    }
}
