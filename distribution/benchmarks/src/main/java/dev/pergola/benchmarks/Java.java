package dev.pergola.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An installed Java.
 *
 * @param home its folder
 * @param feature its feature release, such as 17
 */
record Java(Path home, int feature) {
    private static final Path USUAL = Path.of("/usr/lib/jvm");
    private static final String VERSION = "JAVA_VERSION=";

    /** The one that runs this. */
    static Java running() {
        return new Java(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** One of a release: the one that runs this, what {@code JAVA25_HOME} names, or one where they usually are. */
    static Optional<Java> of(int feature) {
        List<Path> homes = new ArrayList<>();
        String named = System.getenv("JAVA" + feature + "_HOME");
        if (named != null && !named.isBlank()) homes.add(Path.of(named));
        homes.add(running().home);
        try (Stream<Path> usual = Files.list(USUAL)) {
            usual.sorted().forEach(homes::add);
        } catch (IOException e) {
            // Then it is not one of those.
        }
        return homes.stream()
                .filter(home -> Files.isExecutable(home.resolve("bin/java")) && featureOf(home) == feature)
                .findFirst()
                .map(home -> new Java(home, feature));
    }

    private static int featureOf(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith(VERSION))
                    .map(line -> line.substring(VERSION.length()).replace("\"", ""))
                    .mapToInt(version -> Runtime.Version.parse(version).feature())
                    .findFirst()
                    .orElse(0);
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }
}
