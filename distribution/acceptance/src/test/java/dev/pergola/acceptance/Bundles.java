package dev.pergola.acceptance;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;

/** Bundles built from the test's own classes. */
final class Bundles {
    private Bundles() {}

    /** The bundle that ends the JVM at a step of the journal. */
    static Path crash(Path folder) throws Exception {
        return build("dev.pergola.acceptance.crash", folder.resolve("crash.jar"));
    }

    /** A plugin that exports its package, of another id than its code says where two share it. */
    static Path plugin(String packageName, String id, Path file) throws Exception {
        build(packageName, file, true);
        String own = packageName.substring(packageName.lastIndexOf('.') + 1);
        try (Jar jar = new Jar(file.toFile())) {
            Attributes main = jar.getManifest().getMainAttributes();
            main.putValue("Bundle-SymbolicName", id);
            for (String header : new String[] {"Provide-Capability", "Require-Capability"}) {
                main.putValue(header, main.getValue(header).replace("id=" + own, "id=" + id));
            }
            Path renamed = file.resolveSibling(file.getFileName() + ".part");
            jar.write(renamed.toFile());
            return Files.move(renamed, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static Path build(String packageName, Path file) throws Exception {
        return build(packageName, file, false);
    }

    private static Path build(String packageName, Path file, boolean exports) throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(Path.of("target/test-classes").toFile());
            for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (element.contains("pergola") || element.contains("osgi")) {
                    builder.addClasspath(Path.of(element).toFile());
                }
            }
            builder.setProperty("Bundle-SymbolicName", packageName);
            builder.setProperty("Bundle-Version", "1.0.0");
            builder.setProperty("Private-Package", packageName);
            if (exports) builder.setProperty("-exportcontents", packageName);
            builder.setProperty("-noimportjava", "true");
            aQute.bnd.osgi.Jar jar = builder.build();
            if (!builder.isOk()) throw new IllegalStateException("bnd: " + builder.getErrors());
            try (OutputStream out = Files.newOutputStream(file)) {
                jar.write(out);
            }
            return file;
        }
    }
}
