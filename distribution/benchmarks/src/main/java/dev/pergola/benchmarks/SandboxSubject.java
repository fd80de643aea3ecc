package dev.pergola.benchmarks;

import dev.pergola.benchmarks.boxed.Alone;
import dev.pergola.benchmarks.boxed.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running archive with the plugin in it whose calls are measured.
 *
 * @param name where its calls are made, for the tables
 * @param engine its process
 * @param client calls it
 */
record SandboxSubject(String name, Engine engine, PergolaClient client) implements AutoCloseable {
    /** A call that does nothing. */
    static final String NOTHING = input("\"steps\":0");

    /** A call that does what {@link Alone} does. */
    static final String WORK = input("\"steps\":" + Steps.USUAL);

    private static final String PLUGIN = "/api/v1/plugins/boxed";
    private static final Pattern WORKS = Pattern.compile("\"works\":(true|false),\"findings\"");
    private static final Pattern PROBLEM = Pattern.compile("\"works\":false,\"found\":\"([^\"]*)\"");
    private static final Pattern PROCESS = Pattern.compile("\"pid\":(\\d+)");
    private static final Pattern STATUS = Pattern.compile("\"status\":\"(\\w+)\"");
    private static final Pattern MESSAGE = Pattern.compile("\"message\":\"([^\"]*)\"");

    /** What is the same for all: limits that would be met by what is asked here, and not by what it costs. */
    private static final List<String> COMMON = List.of(
            "sandbox.calls=1000000000",
            "sandbox.idle-timeout=1h",
            "limits.concurrent-calls=200",
            "execution.max-result-mb=64",
            "limits.cpu-percent=" + 100 * Runtime.getRuntime().availableProcessors());

    /** The task, as it is sent. */
    static String input(String fields) {
        return "{\"type\":\"BOXED\",\"input\":{" + fields + "}}";
    }

    /** Writes the plugin's jar, which can be run alone, too. */
    static Path write(Path jar) {
        byte[] bytes = Bundles.build(Map.of(
                "Bundle-SymbolicName",
                "boxed",
                "Private-Package",
                Alone.class.getPackageName(),
                "Main-Class",
                Alone.class.getName()));
        try {
            return Files.write(jar, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one, with folders of its own for data and plugins; all share the installation's programs. */
    static SandboxSubject start(Installation installation, Path jar, String name, List<String> settings) {
        try {
            Path folder = Files.createTempDirectory(installation.home(), "subject-");
            Path plugins = Files.createDirectories(folder.resolve("plugins"));
            Files.copy(jar, plugins.resolve("boxed.jar"));
            List<String> options = new ArrayList<>(
                    List.of("--data", folder.resolve("data").toString(), "--plugins", plugins.toString()));
            Stream.concat(COMMON.stream(), settings.stream())
                    .forEach(setting -> options.addAll(List.of("--set", setting)));
            Engine engine = installation.start(Java.running(), options);
            try {
                installation.awaitReady(engine);
                return new SandboxSubject(name, engine, new PergolaClient(folder.resolve("data"), engine));
            } catch (RuntimeException e) {
                engine.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why nothing runs in a sandbox here; empty where it does. */
    Optional<String> problem() {
        String isolation = client.get("/api/v1/sandboxes/isolation");
        Matcher works = WORKS.matcher(isolation);
        if (works.find() && works.group(1).equals("true")) return Optional.empty();
        Matcher problem = PROBLEM.matcher(isolation);
        return Optional.of(problem.find() ? problem.group(1) : isolation);
    }

    /** Has it do a task; how many nanoseconds until the whole answer was there. */
    long call(String task) {
        long began = System.nanoTime();
        HttpResponse<String> response = client.post(PLUGIN + "/execute", task);
        long took = System.nanoTime() - began;
        String status = found(STATUS, response.body());
        if (status.equals("success")) return took;
        throw new IllegalStateException(name + ": " + status + ", " + found(MESSAGE, response.body()));
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : text.substring(0, Math.min(500, text.length()));
    }

    /** Ends its sandbox, so that the next call starts one. */
    void end() {
        client.delete(PLUGIN + "/sandbox");
    }

    /** Waits until a process is ready for the next plugin that has no sandbox. */
    void awaitWaiting() {
        client.awaitAnswer("/api/v1/metrics", "pergola_sandboxes_waiting 1");
    }

    /** What its sandbox's process occupies. */
    Memory memory() {
        String sandboxes = client.get("/api/v1/sandboxes");
        Matcher process = PROCESS.matcher(sandboxes);
        if (!process.find()) throw new IllegalStateException(name + " has no sandbox: " + sandboxes);
        return Memory.of(Long.parseLong(process.group(1)));
    }

    @Override
    public void close() {
        engine.close();
    }
}
