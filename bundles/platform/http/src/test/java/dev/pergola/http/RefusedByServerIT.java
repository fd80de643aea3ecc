package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.HttpRuntime;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Jetty turns away by itself is a problem too (RFC 9457): over a bare socket, as no client would send it. */
class RefusedByServerIT {
    private static HttpRuntime runtime;
    private static URI address;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        address = Client.of(runtime.kernel).address();
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    private static String send(String request) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode problem(String answer, int status) throws IOException {
        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(answer.toLowerCase(Locale.ROOT))
                .contains("content-type: application/problem+json")
                .doesNotContain("<html", "jetty");
        JsonNode problem = new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asText()).isNotBlank();
        return problem;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/plugins/a%2Fb", "/api/v1/plugins/..;/x", "/api/v1/plugins/%2e%2e/x", "/a%zz", "/a%5Cb"})
    void anAmbiguousOrBrokenPath(String path) throws IOException {
        JsonNode problem =
                problem(send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), 400);
        assertThat(problem.get("type").asText()).isEqualTo("urn:pergola:problem:malformed-request");
        assertThat(problem.get("detail").asText()).contains("query parameter");
    }

    @Test
    void aRequestThatIsNoHttp() throws IOException {
        problem(send("HELLO\r\n\r\n"), 400);
        problem(send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
        problem(send("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n"), 400);
        problem(send("GET / HTTP/9.9\r\nHost: localhost\r\n\r\n"), 505);
    }

    @Test
    void headersAndAddressesThatAreTooLong() throws IOException {
        String big = "x".repeat(100_000);
        JsonNode headers = problem(send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Big: " + big + "\r\n\r\n"), 431);
        assertThat(headers.get("type").asText()).isEqualTo("urn:pergola:problem:headers-too-large");
        JsonNode path = problem(send("GET /" + big + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), 414);
        assertThat(path.get("type").asText()).isEqualTo("urn:pergola:problem:address-too-long");
    }
}
