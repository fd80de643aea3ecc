package dev.pergola.acceptance;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** A bundle made of sources, built as an author's build makes it: compiled, and its manifest written by bnd. */
final class SourceJar {
    private final String name;
    private final String version;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<Path> against = new ArrayList<>();
    private String exported = "";

    private SourceJar(String name, String version) {
        this.name = name;
        this.version = version;
    }

    /** A bundle of that symbolic name. */
    static SourceJar of(String name, String version) {
        return new SourceJar(name, version);
    }

    /** Adds a class. */
    SourceJar source(String className, String source) {
        sources.put(className, source);
        return this;
    }

    /** Exports a package, in the version of the bundle. */
    SourceJar exporting(String packageName) {
        exported = packageName;
        return this;
    }

    /** Compiles against another, whose packages it imports then. */
    SourceJar against(Path jar) {
        against.add(jar);
        return this;
    }

    /** Builds it into a new folder. */
    Path build(Path folder) {
        try {
            Path work = Files.createTempDirectory(folder, name);
            compile(work);
            Path file = work.resolve(name + "-" + version + ".jar");
            try (Builder builder = new Builder()) {
                builder.addClasspath(work.resolve("classes").toFile());
                for (Path jar : classPath()) builder.addClasspath(jar.toFile());
                builder.setProperty("Bundle-SymbolicName", name);
                builder.setProperty("Bundle-Version", version);
                builder.setProperty("-noimportjava", "true");
                String own = String.join(",", ownPackages());
                if (!own.isEmpty()) builder.setProperty("Private-Package", own);
                if (!exported.isEmpty()) builder.setProperty("Export-Package", exported + ";version=" + version);
                Jar jar = builder.build();
                if (!builder.isOk()) throw new IllegalStateException("bnd: " + builder.getErrors());
                jar.write(file.toFile());
            }
            return file;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> ownPackages() {
        return sources.keySet().stream()
                .map(type -> type.substring(0, type.lastIndexOf('.')))
                .distinct()
                .filter(packageName -> !packageName.equals(exported))
                .toList();
    }

    private void compile(Path work) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-g",
                "-proc:none",
                "--release",
                "17",
                "-d",
                work.resolve("classes").toString(),
                "-classpath",
                String.join(
                        File.pathSeparator,
                        classPath().stream().map(Path::toString).toList())));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve("src/" + source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (code != 0) throw new IllegalStateException("The sources of " + name + " do not compile");
    }

    private List<Path> classPath() {
        List<Path> all = new ArrayList<>(against);
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (element.contains("dev.pergola.api") || element.contains("osgi")) all.add(Path.of(element));
        }
        return all;
    }

    /** Puts a jar at its place in a plugin directory, whole from the first moment on. */
    static Path drop(Path jar, Path directory, String fileName) {
        try {
            Path part =
                    Files.copy(jar, directory.resolve("." + fileName + ".part"), StandardCopyOption.REPLACE_EXISTING);
            return Files.move(
                    part,
                    directory.resolve(fileName),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
