package dev.pergola.sandbox.internal.containment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The programs of the host that containment is made of. Not by the path of the environment, which says who is to be asked. */
final class Tools {
    private static final List<Path> FOLDERS = Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin")
            .map(Path::of)
            .toList();

    private Tools() {}

    /** Where scripts find theirs. */
    static String path() {
        return FOLDERS.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    static Optional<Path> find(String name) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether this process has all the rights there are. */
    static boolean isRoot() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .anyMatch(line -> line.split("\\s+")[2].equals("0"));
        } catch (IOException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    /** Arguments that let a box have the user and the group of this process, and not those of a name space around it. */
    static List<String> ownIds() {
        try {
            Path process = Path.of("/proc/self");
            return List.of(
                    "--uid", String.valueOf(Files.getAttribute(process, "unix:uid")),
                    "--gid", String.valueOf(Files.getAttribute(process, "unix:gid")));
        } catch (IOException e) {
            throw new UncheckedIOException("There is no /proc, which boxes need", e);
        }
    }

    /**
     * What a Java needs of the file system beside its own folder: packages put its configuration elsewhere, and leave
     * links to it.
     */
    static List<Path> linkedFrom(Path javaHome) {
        Set<Path> targets = new LinkedHashSet<>();
        try (Stream<Path> all = Files.walk(javaHome.toRealPath())) {
            Path home = javaHome.toRealPath();
            for (Path each : all.filter(Files::isSymbolicLink).toList()) {
                if (!Files.exists(each)) continue;
                Path target = each.toRealPath();
                if (!target.startsWith(home)) targets.add(target);
            }
        } catch (IOException e) {
            // Whatever is missing then shows where it is tried.
        }
        return new ArrayList<>(targets);
    }
}
