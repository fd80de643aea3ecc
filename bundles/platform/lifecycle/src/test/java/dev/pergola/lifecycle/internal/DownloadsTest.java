package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Installing from a URL, against a real server. */
@Timeout(60)
class DownloadsTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Downloads downloads = new Downloads(List.of("http", "file"), Duration.ofSeconds(30));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private URI serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static void answer(HttpExchange exchange, int status, String location, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (!location.isEmpty()) exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void fetchesAJarAlsoBehindARedirect() throws IOException {
        serve("/a.jar", exchange -> answer(exchange, 200, "", "jar"));
        URI moved = serve("/latest", exchange -> answer(exchange, 302, "/a.jar", "see there"));
        try (InputStream in = downloads.open(moved)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("jar");
        }
    }

    @Test
    void saysWhatTheServerAnswersInsteadOfTakingItForAJar() {
        URI missing = serve("/missing", exchange -> answer(exchange, 404, "", "<html>"));
        assertThatThrownBy(() -> downloads.open(missing)).hasMessageContaining("answers 404");
        URI round = serve("/round", exchange -> answer(exchange, 301, "/round", ""));
        assertThatThrownBy(() -> downloads.open(round)).hasMessageContaining("more than 5 times");
    }

    /** The operator's list holds for what a server redirects to as well: no way round to a file of this machine. */
    @Test
    void takesOnlyTheSchemesThatAreAllowed() {
        URI toFile = serve("/file", exchange -> answer(exchange, 302, "ftp://example.org/a.jar", ""));
        assertThatThrownBy(() -> downloads.open(toFile)).hasMessageContaining("not taken from ftp URLs");
        URI outside = serve("/https", exchange -> answer(exchange, 302, "https://127.0.0.1:1/a.jar", ""));
        assertThatThrownBy(() -> downloads.open(outside)).hasMessageContaining("not taken from https URLs");
        assertThatThrownBy(() -> downloads.check(URI.create("jar:file:/a.jar!/b")))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> downloads.check(URI.create("a.jar"))).hasMessageContaining("without a scheme");
        downloads.check(URI.create("FILE:/a.jar"));
        assertThatThrownBy(() -> downloads.open(URI.create("file:/a.jar"))).hasMessageContaining("no http URL");
    }

    @Test
    void givesUpOnAServerThatNeverEnds() {
        Downloads impatient = new Downloads(List.of("http"), Duration.ofMillis(300));
        URI silent = serve("/silent", exchange -> awaitEnd());
        assertThatThrownBy(() -> impatient.open(silent)).isInstanceOf(IOException.class);
        URI slow = serve("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (end.getCount() > 0) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                Thread.onSpinWait();
            }
        });
        assertThatThrownBy(() -> {
                    try (InputStream in = impatient.open(slow)) {
                        in.transferTo(java.io.OutputStream.nullOutputStream());
                    }
                })
                .hasMessageContaining("lifecycle.download-timeout");
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void knowsAPathFromALabel() {
        assertThat(Sources.path("/plugins/a.jar")).contains(Path.of("/plugins/a.jar"));
        assertThat(Sources.path("upload:a.jar")).isEmpty();
        assertThat(Sources.path("https://example.org/a.jar")).isEmpty();
        assertThat(Sources.path("")).isEmpty();
        assertThat(Sources.gone("upload:a.jar")).isTrue();
        assertThat(Sources.of(URI.create("https://ada:secret@example.org/a.jar?x=1")))
                .isEqualTo("https://example.org/a.jar?x=1");
        assertThat(Sources.of(URI.create("https://example.org/a.jar"))).isEqualTo("https://example.org/a.jar");
    }
}
