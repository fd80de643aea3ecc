package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call, and what keeps others out. */
class SecurityIT {
    private static HttpRuntime runtime;
    private static Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of("pergola.http.allowed-hosts", "pergola.example"));
        client = Client.of(runtime.kernel);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @Test
    void keepsTheFirstTokenWhereOnlyItsOwnerReadsIt() throws Exception {
        Path file = runtime.kernel.data().resolve("admin.token");
        assertThat(client.token()).matches("pgl_admin_[0-9A-Za-z]{32,}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(runtime.kernel.data())
                .isDirectoryNotContaining(
                        other -> other.getFileName().toString().startsWith("admin.token."));
    }

    @Test
    void asksForATokenEverywhereButForHealth() throws Exception {
        Client nobody = client.withToken("");
        assertThat(nobody.get("/health/live").status()).isEqualTo(200);
        assertThat(nobody.get("/health/ready").status()).isIn(200, 503);
        assertThat(client.get("/").json().get("openapi").asText()).isEqualTo("/api/v1/openapi.json");
        for (String path : new String[] {
            "/",
            "/api/v1/plugins",
            "/api/v1/openapi.json",
            "/api/v1/nothing",
            "/nothing",
            "/health",
            "/api",
            "/api/plugins/list"
        }) {
            Answer answer = nobody.get(path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"pergola\"");
            assertThat(answer.problem()).isEqualTo("unauthenticated");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
        assertThat(nobody.post("/api/v1/plugins/wordcount/execute", "{}").status())
                .isEqualTo(401);
        assertThat(runtime.calls.requests).isEmpty();
    }

    @Test
    void refusesOtherTokensAndBrakesWhoTriesMany() throws Exception {
        Answer first = client.withToken("pgl_admin_" + "x".repeat(43)).get("/api/v1/plugins");
        assertThat(first.status()).isEqualTo(401);
        assertThat(first.header("WWW-Authenticate")).contains("invalid_token");
        Answer last = first;
        for (int i = 0; i < 10; i++) last = client.withToken("wrong" + i).get("/api/v1/plugins");
        assertThat(last.status()).isEqualTo(429);
        assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 61);
        assertThat(client.get("/api/v1/plugins").status())
                .as("the right token still passes")
                .isEqualTo(200);
        assertThat(client.withToken("wrong").get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void saysMoreAboutHealthToThoseWhoAreKnown() throws Exception {
        assertThat(client.withToken("").get("/health/ready").json().has("checks"))
                .isFalse();
        assertThat(client.get("/health/ready")
                        .json()
                        .at("/checks/store/message")
                        .asText())
                .isEqualTo("answers");
        assertThat(client.withToken("wrong").get("/health/ready").json().has("checks"))
                .isFalse();
    }

    @Test
    void answersWithProblemsWhereNothingIsServed() throws Exception {
        Answer nothing = client.get("/api/v1/plugin");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.problem()).isEqualTo("no-such-route");
        assertThat(client.get("/elsewhere").problem()).isEqualTo("no-such-route");
        Answer method = client.delete("/api/v1/plugins");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).isEqualTo("GET, POST");
        assertThat(client.send(client.request("TRACE", "/api/v1/plugins", BodyPublishers.noBody()))
                        .status())
                .isIn(405, 403);
        Answer options = client.send(client.request("OPTIONS", "/api/v1/plugins", BodyPublishers.noBody()));
        assertThat(options.status()).isEqualTo(405);
        assertThat(options.response().headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void answersToHeadAsToGetWithoutABody() throws Exception {
        Answer head = client.send(client.request("HEAD", "/api/v1/plugins", BodyPublishers.noBody()));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("2");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void setsSecurityHeaders() throws Exception {
        for (String path : new String[] {"/api/v1/plugins", "/health/live", "/nothing"}) {
            Answer answer = client.get(path);
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(answer.response().headers().firstValue("Server")).isEmpty();
            assertThat(answer.response().headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void answersOnlyForItsOwnHost() throws Exception {
        assertThat(rawStatus("evil.example")).isEqualTo(421);
        assertThat(rawStatus("evil.example:" + client.address().getPort())).isEqualTo(421);
        assertThat(rawStatus("localhost.evil.example")).isEqualTo(421);
        assertThat(rawStatus("localhost:" + client.address().getPort())).isEqualTo(200);
        assertThat(rawStatus("[::1]:80")).isEqualTo(200);
        assertThat(rawStatus("[::1]")).isEqualTo(200);
        assertThat(rawStatus("PERGOLA.example")).isEqualTo(200);
    }

    /** The JDK's client does not let the Host header be set. */
    private static int rawStatus(String host) throws IOException {
        URI address = client.address();
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }
}
