package dev.pergola.acceptance;

import aQute.bnd.osgi.Builder;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bundles built from the test's own classes. */
final class Bundles {
    private Bundles() {}

    /** The bundle that ends the JVM at a step of the journal. */
    static Path crash(Path folder) throws Exception {
        return build("dev.pergola.acceptance.crash", folder.resolve("crash.jar"));
    }

    static Path build(String packageName, Path file) throws Exception {
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
