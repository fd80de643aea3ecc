package dev.pergola.vetting.internal.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sample plugins, where the build has made them. */
public final class SamplePlugins {
    /** What the launcher exports to plugins; here the tests' class path has it. */
    public static final String KERNEL_PACKAGES =
            "dev.pergola.api;version=1.0.0,dev.pergola.api.annotation;version=1.0.0,"
                    + "dev.pergola.api.event;version=1.0.0,dev.pergola.api.extension;version=1.0.0,"
                    + "dev.pergola.api.node;version=1.0.0,org.slf4j;version=2.0.0";

    private SamplePlugins() {}

    /**
     * Their jars; the folder can be given for a build that makes only this module. Without the one whose deeds are what is looked
     * for.
     */
    public static List<Path> jars() throws IOException {
        Path folder = Path.of(System.getProperty("vetting.samples", "../../plugins"));
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.walk(folder, 3)) {
            return files.filter(file -> file.getParent().endsWith("target")
                            && file.toString().endsWith(".jar")
                            && !file.getFileName().toString().startsWith("hostile-"))
                    .sorted()
                    .toList();
        }
    }
}
