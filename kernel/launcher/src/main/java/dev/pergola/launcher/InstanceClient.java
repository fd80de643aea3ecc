package dev.pergola.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Talks to the HTTP API of the running instance with the token that lies in its data folder. */
final class InstanceClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI address;
    private final String token;

    private InstanceClient(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /** For the instance that runs on a data folder. */
    static InstanceClient of(Path data) {
        Instance instance = Instance.get(data);
        if (instance.address().isEmpty())
            throw new LauncherException(
                    ExitCode.FAILED,
                    "The instance runs without its HTTP API (http.enabled is false), which this command needs");
        return new InstanceClient(URI.create(instance.address()), token(data));
    }

    private static String token(Path data) {
        Path file = data.resolve("admin.token");
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new LauncherException(
                    ExitCode.FAILED,
                    "Cannot read the admin token in " + file + "; use the user that runs Pergola",
                    unreadable);
        }
    }

    /**
     * Posts JSON.
     *
     * @param timeout how long the answer may take to begin, empty for as long as it takes
     * @return the answer, whatever its status
     */
    HttpResponse<InputStream> post(String path, String body, Optional<Duration> timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        timeout.ifPresent(request::timeout);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException refused) {
            throw new LauncherException(ExitCode.FAILED, "Nothing answers at " + address, refused);
        } catch (IOException failure) {
            throw new LauncherException(
                    ExitCode.FAILED, "The call to " + address + " failed: " + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LauncherException(ExitCode.FAILED, "Interrupted", interrupted);
        }
    }

    /** The whole text of an answer. */
    static String text(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new LauncherException(ExitCode.FAILED, "The answer broke off: " + broken.getMessage(), broken);
        }
    }

    /** An answer that is an error, in a sentence: of a problem document (RFC 9457) its title and detail. */
    static LauncherException refused(HttpResponse<InputStream> response) {
        return refused(response.statusCode(), text(response));
    }

    /** The same, where the answer has been read. */
    static LauncherException refused(int status, String body) {
        String said = body;
        try {
            if (Json.read(body) instanceof Map<?, ?> problem && problem.get("title") instanceof String title)
                said = title + (problem.get("detail") instanceof String detail ? ": " + detail : "");
        } catch (IllegalArgumentException notJson) {
            // Then the text is all there is.
        }
        return new LauncherException(
                ExitCode.FAILED, "The instance answers " + status + (said.isBlank() ? "" : ": " + said));
    }
}
