package dev.pergola.guard.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java of release 24 or later, in a process of its own, with the agent as it is installed. */
final class GuardedJava {
    private static final int FIRST_RELEASE = 24;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private GuardedJava() {}

    /** What the program prints, line by line; skips the test where there is no such Java. */
    static List<String> run(Path stage, Class<?> main) {
        Output output = run(stage, List.of(agent()), main.getName(), stage.toString());
        if (output.exitCode() != 0) throw new AssertionError("exit code " + output.exitCode() + ":\n" + output.text());
        return output.text().lines().toList();
    }

    static String agent() {
        return "-javaagent:" + Path.of(System.getProperty("guard.installed"), "pergola-guard-agent.jar");
    }

    /** What a program printed, and how it ended. */
    record Output(int exitCode, String text) {}

    static Output run(Path stage, List<String> options, String... arguments) {
        Optional<Path> home = home();
        assumeTrue(home.isPresent(), "no Java 24 or later: set JAVA25_HOME to the home of one");
        List<String> command = new ArrayList<>();
        command.add(home.get().resolve("bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath()));
        command.addAll(List.of(arguments));
        Path printed = stage.resolve("printed");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running:\n" + Files.readString(printed));
            }
            return new Output(process.exitValue(), Files.readString(printed));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Without the guard's own jars: they come with the agent. */
    private static String classPath() {
        List<String> kept = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("test-classes") || entry.contains("org.apache.felix"))
                .toList();
        return String.join(File.pathSeparator, kept);
    }

    private static Optional<Path> home() {
        if (Runtime.version().feature() >= FIRST_RELEASE) return Optional.of(Path.of(System.getProperty("java.home")));
        Stream<Path> named = Stream.of("JAVA25_HOME", "JAVA_HOME_25_X64")
                .map(System::getenv)
                .filter(Objects::nonNull)
                .map(Path::of);
        Stream<Path> usual = Stream.of(
                        Path.of("/usr/lib/jvm"),
                        Path.of("/opt"),
                        Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"))
                .flatMap(GuardedJava::children);
        return Stream.concat(named, usual).filter(GuardedJava::isRecent).findFirst();
    }

    private static Stream<Path> children(Path folder) {
        File[] children = folder.toFile().listFiles(File::isDirectory);
        return children == null
                ? Stream.of()
                : Stream.of(children).map(File::toPath).sorted();
    }

    private static boolean isRecent(Path home) {
        try {
            if (!Files.isExecutable(home.resolve("bin/java"))) return false;
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() && Integer.parseInt(version.group(1)) >= FIRST_RELEASE;
        } catch (IOException none) {
            return false;
        }
    }
}
