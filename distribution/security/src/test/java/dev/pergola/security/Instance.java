package dev.pergola.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A running kernel, started from the unpacked archive by its script. */
final class Instance implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("^ready (http://\\S+) .*");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final Process process;
    private final ConcurrentLinkedQueue<String> output = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Where it lives.
     *
     * @param data its data folder
     * @param plugins the folder that plugins are dropped into
     * @param input what stands in its standard input
     */
    record Folders(Path data, Path plugins, Path input) {}

    private Instance(Path data, Process process) {
        this.data = data;
        this.process = process;
        Thread reader = new Thread(this::read, "instance-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Unpacks the archive. */
    static Path unpack(Path folder) throws Exception {
        Path archive = Path.of(System.getProperty("pergola.archive")).normalize();
        int code = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) throw new IllegalStateException("tar could not unpack " + archive);
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve("bin/pergola")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * Starts it on the Java that runs the tests, and waits until it is ready.
     *
     * @param options more options for the JVM; words without spaces
     * @param arguments more arguments of the script
     */
    static Instance ready(Path home, Folders folders, List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/pergola").toString(),
                "run",
                "--data",
                folders.data.toString(),
                "--plugins",
                folders.plugins.toString(),
                "--http-port",
                "0",
                "--no-shell"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(folders.input.toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "PERGOLA_OPTS",
                        System.getProperty("pergola.jvm", "") + " " + String.join(" ", options)));
        Instance instance = new Instance(folders.data, builder.start());
        try {
            instance.ready.get(90, TimeUnit.SECONDS);
            return instance;
        } catch (Exception e) {
            instance.process.destroyForcibly();
            throw new IllegalStateException("Not ready:\n" + instance.output(), e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher matcher = READY.matcher(line);
                if (matcher.matches()) ready.complete(matcher.group(1));
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
        ready.completeExceptionally(new IllegalStateException("It ended before it was ready"));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() {
        return String.join("\n", output);
    }

    Path dataOf(String plugin) {
        return data.resolve("plugin-data").resolve(plugin);
    }

    private String token() throws IOException {
        return Files.readString(data.resolve("admin.token")).trim();
    }

    private HttpResponse<String> request(String method, String path, String body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(ready.join() + path))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + token())
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            if (!body.isEmpty()) request.header("Content-Type", "application/json");
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("It does not answer", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String get(String path) {
        return request("GET", path, "").body();
    }

    /** What a path gives, as JSON. */
    JsonNode list(String path) {
        return parse(get(path));
    }

    /** Has a plugin do a task, and gives the whole answer. */
    JsonNode execute(String plugin, String type, Map<String, Object> input) {
        return parse(
                request("POST", "/api/v1/plugins/" + plugin + "/execute", text(Map.of("type", type, "input", input)))
                        .body());
    }

    /** State of a plugin, or ABSENT. */
    String state(String plugin) {
        HttpResponse<String> response = request("GET", "/api/v1/plugins/" + plugin, "");
        return response.statusCode() == 404
                ? "ABSENT"
                : parse(response.body()).path("state").asText();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
