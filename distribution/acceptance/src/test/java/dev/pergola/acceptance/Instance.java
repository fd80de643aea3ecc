package dev.pergola.acceptance;

import static org.awaitility.Awaitility.await;

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
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
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

/** A running kernel, started from the unpacked archive by {@code bin/pergola run}, as a user would. */
final class Instance implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("^ready (http://\\S+|without HTTP) .*?(\\d+) ms.*");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Path data;
    private final Process process;
    private final ConcurrentLinkedQueue<String> output = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Matcher> ready = new CompletableFuture<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private Instance(Path home, Path data, Process process) {
        this.home = home;
        this.data = data;
        this.process = process;
        Thread reader = new Thread(this::read, "instance-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** The unpacked archive; unpacked once for each run of the tests. */
    static Path home() {
        return Home.PATH;
    }

    static Instance start(Path data, Path plugins, String... more) {
        return start(jvm(), data, plugins, more);
    }

    private static Instance start(List<String> first, Path data, Path plugins, String... more) {
        List<String> options = new ArrayList<>(first);
        Stream.of(more).filter(argument -> argument.startsWith("-D")).forEach(options::add);
        String[] arguments =
                Stream.of(more).filter(argument -> !argument.startsWith("-D")).toArray(String[]::new);
        return start(Map.of("PERGOLA_OPTS", String.join(" ", options)), data, plugins, arguments);
    }

    /** Starts in another environment, and without the coverage agent. */
    static Instance start(Map<String, String> environment, Path data, Path plugins, String... more) {
        return startIn(Path.of("").toAbsolutePath(), environment, data, plugins, more);
    }

    /** Starts where the current folder is another one. */
    static Instance startIn(Path folder, Map<String, String> environment, Path data, Path plugins, String... more) {
        List<String> command = new ArrayList<>(List.of(
                home().resolve("bin/pergola").toString(),
                "run",
                "--data",
                data.toString(),
                "--plugins",
                plugins.toString(),
                "--http-port",
                "0",
                "--no-shell"));
        command.addAll(List.of(more));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            // The probe ends the process where a test tells it to.
            builder.environment().put("PERGOLA_VETTING_RULES", "scan.exit=warn");
            builder.environment().putAll(environment);
            return new Instance(home(), data, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Options of the JVM as the tests themselves have them, with the coverage agent where the build runs with one. */
    static List<String> jvm() {
        return Stream.of(System.getProperty("pergola.jvm", "").split(" ", -1))
                .filter(option -> option.startsWith("-"))
                .toList();
    }

    private static List<String> jvmWithoutCoverage() {
        return jvm().stream()
                .filter(option -> !option.startsWith("-javaagent:"))
                .toList();
    }

    /** Starts, with more arguments; those that begin with -D go to the JVM. Waits until it is ready. */
    static Instance ready(Path data, Path plugins, String... more) {
        Instance instance = start(data, plugins, more);
        instance.awaitReady();
        return instance;
    }

    /**
     * The same, in half the time: without the coverage agent, and with an archive of classes. For tests that start many, or
     * end them in ways that leave no coverage.
     */
    static Instance quick(Path data, Path plugins, String... more) {
        Home.makeClassArchive();
        return start(jvmWithoutCoverage(), data, plugins, more).awaitReady();
    }

    /** Starts one whose process may write no file larger than so many megabytes, as if the disk were full then. */
    static Instance limited(Path data, Path plugins, int megabytes) {
        try {
            return new Instance(
                            home(),
                            data,
                            new ProcessBuilder(
                                            "bash",
                                            "-c",
                                            "ulimit -f " + megabytes * 1024 + "; exec \"$0\" \"$@\"",
                                            home().resolve("bin/pergola").toString(),
                                            "run",
                                            "--data",
                                            data.toString(),
                                            "--plugins",
                                            plugins.toString(),
                                            "--http-port",
                                            "0",
                                            "--no-shell",
                                            "--set",
                                            "vetting.rules=scan.exit=warn")
                                    .redirectErrorStream(true)
                                    .start())
                    .awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher matcher = READY.matcher(line);
                if (matcher.matches()) ready.complete(matcher);
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
        ready.completeExceptionally(new IllegalStateException("It ended before it was ready:\n" + output()));
    }

    Instance awaitReady() {
        try {
            ready.get(60, TimeUnit.SECONDS);
            return this;
        } catch (Exception e) {
            process.destroyForcibly();
            throw new IllegalStateException("Not ready:\n" + output(), e);
        }
    }

    String address() {
        return ready.join().group(1);
    }

    long startMillis() {
        return Long.parseLong(ready.join().group(2));
    }

    String output() {
        return String.join("\n", output);
    }

    Process process() {
        return process;
    }

    Path data() {
        return data;
    }

    String token() {
        try {
            return Files.readString(data.resolve("admin.token")).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM and gives the exit code. */
    int terminate() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) throw new IllegalStateException("Still running:\n" + output());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return process.exitValue();
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

    HttpResponse<String> request(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token())
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) request.header("Content-Type", "application/json");
        return send(request.build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return request("GET", path, "");
    }

    JsonNode json(String path) {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) throw new IllegalStateException(path + ": " + response.body());
        return parse(response.body());
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** Executes the probe's task and gives the whole answer. */
    JsonNode probe(String plugin, String input) {
        return parse(request(
                        "POST",
                        "/api/v1/plugins/" + plugin + "/execute",
                        "{\"type\":\"PROBE\",\"input\":" + input + "}")
                .body());
    }

    /** State of a plugin, or ABSENT. */
    String state(String plugin) {
        HttpResponse<String> response = get("/api/v1/plugins/" + plugin);
        return response.statusCode() == 404
                ? "ABSENT"
                : parse(response.body()).path("state").asText();
    }

    String version(String plugin) {
        return parse(get("/api/v1/plugins/" + plugin).body()).path("version").asText();
    }

    /** Runs bin/pergola with other arguments, against this instance's data folder. */
    Ran pergola(String... arguments) {
        return run(Stream.concat(Stream.of(arguments), Stream.of("--data", data.toString()))
                .toArray(String[]::new));
    }

    static Ran run(String... arguments) {
        try {
            List<String> command =
                    new ArrayList<>(List.of(home().resolve("bin/pergola").toString()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            String out = text(process.getInputStream());
            return new Ran(process.waitFor(), out, errors.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command did. */
    record Ran(int exitCode, String out, String err) {}

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(15, TimeUnit.SECONDS)) process.destroyForcibly();
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        }
    }

    /** The unpacked archive: one for all tests of a build, as each class runs in a process of its own. */
    private static final class Home {
        static final Path PATH = unpack();

        private static Path unpack() {
            Path archive = Path.of(System.getProperty("pergola.archive")).normalize();
            try {
                String built = Long.toString(Files.getLastModifiedTime(archive).toMillis());
                Path folder = Path.of(System.getProperty("pergola.work")).resolve("archive-" + built);
                if (!Files.isDirectory(folder)) unpack(archive, folder);
                try (Stream<Path> entries = Files.list(folder)) {
                    List<Path> all = entries.toList();
                    if (all.size() != 1) throw new IllegalStateException("Not one folder, but " + all);
                    return all.get(0);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void unpack(Path archive, Path folder) throws IOException, InterruptedException {
            Path draft = Files.createTempDirectory(folder.getParent(), "unpacking-");
            int code = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", draft.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) throw new IllegalStateException("tar could not unpack " + archive);
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        }

        /** As the first start of a user does. */
        static void makeClassArchive() {
            String file = "glob:classes-" + System.getProperty("java.version") + "-*.jsa";
            Path folder = PATH.resolve("lib/archive");
            PathMatcher isArchive = folder.getFileSystem().getPathMatcher(file);
            if (hasAny(folder, isArchive)) return;
            try {
                Path data = Files.createTempDirectory(Path.of(System.getProperty("pergola.work")), "first-start-");
                Path plugins = Files.createDirectory(data.resolve("plugins"));
                try (Instance first = start(jvmWithoutCoverage(), data, plugins).awaitReady()) {
                    await().atMost(Duration.ofMinutes(2)).until(() -> hasAny(folder, isArchive));
                    first.terminate();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean hasAny(Path folder, PathMatcher matcher) {
            if (!Files.isDirectory(folder)) return false;
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.map(Path::getFileName).anyMatch(matcher::matches);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
