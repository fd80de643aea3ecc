package dev.pergola.http.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Calls the API as a client would. */
public final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String token;

    /** With this token; none where it is empty. */
    public Client(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /** With the first token of a kernel. */
    public static Client of(Kernel kernel) throws IOException {
        URI address = kernel.address();
        return new Client(
                address, Files.readString(kernel.data().resolve("admin.token")).trim());
    }

    /** The same with another token. */
    public Client withToken(String other) {
        return new Client(address, other);
    }

    /** The address. */
    public URI address() {
        return address;
    }

    /** The token. */
    public String token() {
        return token;
    }

    /** GETs. */
    public Answer get(String path) throws IOException, InterruptedException {
        return send(request("GET", path, BodyPublishers.noBody()));
    }

    /** DELETEs. */
    public Answer delete(String path) throws IOException, InterruptedException {
        return send(request("DELETE", path, BodyPublishers.noBody()));
    }

    /** POSTs JSON. */
    public Answer post(String path, String json) throws IOException, InterruptedException {
        return send(request("POST", path, BodyPublishers.ofString(json)).header("Content-Type", "application/json"));
    }

    /** POSTs nothing. */
    public Answer post(String path) throws IOException, InterruptedException {
        return send(request("POST", path, BodyPublishers.noBody()));
    }

    /** PUTs JSON. */
    public Answer put(String path, String json) throws IOException, InterruptedException {
        return send(request("PUT", path, BodyPublishers.ofString(json)).header("Content-Type", "application/json"));
    }

    /** A request with the token. */
    public HttpRequest.Builder request(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Sends. */
    public Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return new Answer(http.send(request.build(), BodyHandlers.ofString()));
    }

    /** Opens a stream. */
    public HttpResponse<InputStream> open(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofInputStream());
    }

    /** The HTTP client. */
    public HttpClient http() {
        return http;
    }

    /** Writes a jar that {@link FakePlugins} understands. */
    public static Path jar(Path folder, String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "plugin", ".jar"), text);
    }

    /** An answer. */
    public record Answer(HttpResponse<String> response) {
        /** Its status. */
        public int status() {
            return response.statusCode();
        }

        /** Its body. */
        public String body() {
            return response.body();
        }

        /** Its body as JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (JsonProcessingException e) {
                throw new AssertionError("Not JSON: " + response.body(), e);
            }
        }

        /** A header, empty where it is not there. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The last word of its problem type. */
        public String problem() {
            String type = json().path("type").asText();
            return type.substring(type.lastIndexOf(':') + 1);
        }

        /** What a person reads. */
        public String detail() {
            return json().path("detail").asText();
        }
    }
}
