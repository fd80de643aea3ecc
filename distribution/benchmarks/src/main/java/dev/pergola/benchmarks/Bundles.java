package dev.pergola.benchmarks;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes bundles of classes that are here, with bnd, as any plugin is made. */
final class Bundles {
    private Bundles() {}

    /** A jar's bytes, of version 1.0.0, by what bnd is told. */
    static byte[] build(Map<String, String> instructions) {
        try (Builder builder = new Builder();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
                boolean named = element.contains("pergola") || element.contains("osgi");
                if (named || Files.isDirectory(Path.of(element))) builder.addClasspath(new File(element));
            }
            builder.setProperty("Bundle-Version", "1.0.0");
            builder.setProperty("-noimportjava", "true");
            builder.setProperty("-noextraheaders", "true");
            instructions.forEach(builder::setProperty);
            Jar jar = builder.build();
            if (!builder.isOk()) throw new IllegalStateException("bnd: " + builder.getErrors());
            jar.write(bytes);
            return bytes.toByteArray();
        } catch (Exception e) {
            throw new IllegalStateException("The plugins could not be built", e);
        }
    }
}
