package dev.pergola.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caller of Pergola's HTTP API, on one connection that it keeps open; on as many as threads call at one time, where several
 * do.
 */
final class PergolaClient {
    private static final Pattern VERSION = Pattern.compile("\"status\":\"success\".*\"version\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final String token;

    PergolaClient(Installation installation, Engine engine) {
        this(installation.home().resolve("data"), engine);
    }

    /** Of an engine with a folder of its own for its data. */
    PergolaClient(Path data, Engine engine) {
        address = Pergola.address(engine);
        try {
            token = Files.readString(data.resolve("admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a plugin work; the version that answered, or what was answered instead of a result. */
    String execute(String plugin) {
        HttpResponse<String> response =
                post("/api/v1/plugins/" + plugin + "/execute", "{\"type\":\"ECHO\",\"input\":{\"text\":\"x\"}}");
        Matcher matcher = VERSION.matcher(response.body());
        return response.statusCode() == 200 && matcher.find()
                ? matcher.group(1)
                : response.statusCode() + " " + response.body();
    }

    /** Sends JSON. */
    HttpResponse<String> post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** Asks for something. */
    String get(String path) {
        return send(request(path).GET().build()).body();
    }

    /** Deletes something. */
    void delete(String path) {
        HttpResponse<String> response = send(request(path).DELETE().build());
        if (response.statusCode() != 200) throw new IllegalStateException(path + ": " + response.body());
    }

    /** Whether a plugin is there. */
    boolean has(String plugin) {
        return send(request("/api/v1/plugins/" + plugin).GET().build()).statusCode() != 404;
    }

    /** Asks for answers of a version until there is one; when that was, by {@link System#nanoTime}. */
    long awaitVersion(String plugin, String version) {
        long end = System.nanoTime() + Contender.PATIENCE.toNanos();
        String answer = "";
        while (System.nanoTime() < end) {
            answer = execute(plugin);
            if (answer.equals(version)) return System.nanoTime();
            Signals.pause(Duration.ofMillis(1));
        }
        throw new IllegalStateException(plugin + " " + version + " never answered; the last answer was " + answer);
    }

    /** Asks until the answer has a text in it. */
    void awaitAnswer(String path, String text) {
        long end = System.nanoTime() + Contender.PATIENCE.toNanos();
        while (!get(path).contains(text)) {
            if (System.nanoTime() > end) throw new IllegalStateException(path + " never said " + text);
            Signals.pause(Duration.ofMillis(20));
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Contender.PATIENCE)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
