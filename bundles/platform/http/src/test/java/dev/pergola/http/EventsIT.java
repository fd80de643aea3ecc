package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R202, and the streams beside it. */
@Timeout(60)
class EventsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = "pergola/plugin/state/ACTIVE";

    private static HttpRuntime runtime;
    private static Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        client = Client.of(runtime.kernel);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void forget() {
        // A client that has left is noticed when something is sent to it.
        Awaitility.await().until(() -> {
            runtime.events.publish(STATE, Map.of());
            return runtime.events.listeners() == 0;
        });
        runtime.events.clear();
        runtime.store.audited.clear();
    }

    @Test
    void streamsNewEvents() throws Exception {
        publish(3);
        try (Stream stream = sse("/api/v1/events", Map.of())) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            assertThat(stream.response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            Awaitility.await().until(() -> runtime.events.listeners() == 1);
            runtime.events.publish(STATE, Map.of("plugin", "wordcount\nx"));
            Message message = stream.next();
            assertThat(message.id).isEqualTo("4");
            assertThat(message.data.get("position").asLong()).isEqualTo(4);
            assertThat(message.data.get("topic").asText()).isEqualTo(STATE);
            assertThat(message.data.get("source").asText()).isEqualTo("pergola");
            assertThat(message.data.get("time").asText()).isEqualTo("1970-01-01T00:00:00Z");
            assertThat(message.data.at("/data/plugin").asText()).isEqualTo("wordcount\nx");
        }
    }

    @Test
    void comesBackToWhereItWasAndMissesNothing() throws Exception {
        publish(1000);
        try (Stream stream = sse("/api/v1/events", Map.of("Last-Event-ID", "10"))) {
            List<Long> positions = LongStream.range(0, 990)
                    .map(i -> stream.next().position())
                    .boxed()
                    .toList();
            assertThat(positions)
                    .isEqualTo(LongStream.rangeClosed(11, 1000).boxed().toList());
            publish(2);
            assertThat(stream.next().position()).isEqualTo(1001);
            assertThat(stream.next().position()).isEqualTo(1002);
        }
    }

    @Test
    void replaysWhileNewEventsKeepComing() throws Exception {
        publish(500);
        Thread publisher = new Thread(() -> IntStream.range(0, 500).forEach(i -> publish(1)));
        publisher.start();
        try (Stream stream = sse("/api/v1/events?after=0", Map.of())) {
            List<Long> positions = LongStream.range(0, 1000)
                    .map(i -> stream.next().position())
                    .boxed()
                    .toList();
            assertThat(positions)
                    .isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
        }
        publisher.join();
    }

    @Test
    void filtersByTopic() throws Exception {
        runtime.events.publish("pergola/execution/failed", Map.of());
        runtime.events.publish(STATE, Map.of());
        try (Stream stream = sse("/api/v1/events?after=0&topic=pergola/plugin/*", Map.of())) {
            assertThat(stream.next().position()).isEqualTo(2);
        }
        assertThat(client.get("/api/v1/events?topic=a//b").status()).isEqualTo(400);
        assertThat(client.get("/api/v1/events?after=-1").status()).isEqualTo(400);
    }

    @Test
    void letsGoOfAClientThatHasLeft() throws Exception {
        Stream stream = sse("/api/v1/events", Map.of());
        Awaitility.await().until(() -> runtime.events.listeners() == 1);
        stream.close();
        Awaitility.await().until(() -> {
            publish(1);
            return runtime.events.listeners() == 0;
        });
    }

    @Test
    void letsGoOfAClientThatDoesNotReadAndWaitsForNobody() throws Exception {
        URI address = client.address();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new java.net.InetSocketAddress(address.getHost(), address.getPort()));
            socket.getOutputStream()
                    .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + client.token()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> runtime.events.listeners() == 1);
            String large = "x".repeat(10_000);
            long begin = System.nanoTime();
            for (int i = 0; i < 4000 && runtime.events.listeners() == 1; i++) {
                runtime.events.publish(STATE, Map.of("text", large));
            }
            assertThat(runtime.events.listeners()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void streamsTheSameOverAWebSocket() throws Exception {
        publish(300);
        Listener listener = new Listener();
        WebSocket socket = webSocket("/api/v1/events/ws?after=5&topic=pergola/*", client.token(), listener);
        Awaitility.await().until(() -> listener.texts.size() == 295);
        runtime.events.publish(STATE, Map.of("plugin", "wordcount"));
        runtime.events.publish("other/topic", Map.of());
        publish(2000);
        Awaitility.await().until(() -> listener.texts.size() == 295 + 2001);
        List<Long> positions = listener.texts.stream().map(EventsIT::position).toList();
        assertThat(positions).isSorted().doesNotContain(302L).startsWith(6L);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").join();
        Awaitility.await().until(() -> runtime.events.listeners() == 0);
    }

    @Test
    void opensNoWebSocketWithoutAToken() throws Exception {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> webSocket("/api/v1/events/ws", "wrong", new Listener()))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
        Client.Answer plain = client.get("/api/v1/events/ws");
        assertThat(plain.status()).isEqualTo(426);
        assertThat(plain.problem()).isEqualTo("upgrade-required");
        assertThat(runtime.events.listeners()).isZero();
    }

    @Test
    void ignoresWhatComesOverAWebSocket() throws Exception {
        Listener listener = new Listener();
        WebSocket socket = webSocket("/api/v1/events/ws", client.token(), listener);
        Awaitility.await().until(() -> runtime.events.listeners() == 1);
        for (int i = 0; i < 50; i++) socket.sendText("x".repeat(100_000), true).join();
        publish(1);
        Awaitility.await().until(() -> listener.texts.size() == 1);
        socket.abort();
    }

    @Test
    void endsStreamsWhenItStops(@TempDir Path folder) throws Exception {
        try (HttpRuntime other = HttpRuntime.start(folder, Map.of())) {
            Client there = Client.of(other.kernel);
            Listener listener = new Listener();
            webSocket(there, "/api/v1/events/ws", there.token(), listener);
            Stream stream = sse(there, "/api/v1/events", Map.of());
            Awaitility.await().until(() -> other.events.listeners() == 2);
            other.kernel.stopHttp();
            Awaitility.await().until(() -> other.events.listeners() == 0);
            assertThat(stream.rest()).doesNotContain("data:");
            Awaitility.await().until(() -> listener.closed != 0);
        }
    }

    @Test
    void showsAndFollowsALog() throws Exception {
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        for (int i = 0; i < 5; i++) runtime.logs.log("line " + i);
        JsonNode tail = client.get("/api/v1/plugins/wordcount/logs?limit=2").json();
        assertThat(tail.findValuesAsText("message")).containsExactly("line 3", "line 4");
        assertThat(tail.get(0).get("level").asText()).isEqualTo("INFO");
        assertThat(tail.get(0).has("exception")).isFalse();
        try (Stream stream = sse("/api/v1/plugins/wordcount/logs?limit=2", Map.of("Accept", "text/event-stream"))) {
            assertThat(stream.next().data.get("message").asText()).isEqualTo("line 3");
            assertThat(stream.next().data.get("message").asText()).isEqualTo("line 4");
            runtime.logs.log("line 5");
            assertThat(stream.next().data.get("message").asText()).isEqualTo("line 5");
        }
        Awaitility.await().until(() -> {
            runtime.logs.log("more");
            return runtime.logs.followers() == 0;
        });
        assertThat(client.get("/api/v1/plugins/nobody/logs").status()).isEqualTo(404);
    }

    @Test
    void setsTheLevelOfALogAndNotesWho() throws Exception {
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        assertThat(client.put("/api/v1/plugins/wordcount/logs/level", "{\"level\":\"debug\"}")
                        .json()
                        .get("level")
                        .asText())
                .isEqualTo("DEBUG");
        assertThat(client.get("/api/v1/plugins/wordcount/logs/level")
                        .json()
                        .get("level")
                        .asText())
                .isEqualTo("DEBUG");
        assertThat(client.put("/api/v1/plugins/wordcount/logs/level", "{\"level\":\"DEBG\"}")
                        .detail())
                .contains("Did you mean 'DEBUG'?");
        assertThat(client.put("/api/v1/plugins/wordcount/logs/level", "{}").status())
                .isEqualTo(400);
        JsonNode audited = client.get("/api/v1/audit?subject=wordcount").json();
        assertThat(audited).hasSize(1);
        assertThat(audited.at("/0/action").asText()).isEqualTo("plugin.log-level");
        assertThat(audited.at("/0/actor").asText()).isEqualTo("admin");
        assertThat(audited.at("/0/detail/to").asText()).isEqualTo("DEBUG");
    }

    @Test
    void listsDeployments() throws Exception {
        assertThat(client.get("/api/v1/deployments").json().at("/0/outcome").asText())
                .isEqualTo("COMMITTED");
        assertThat(client.get("/api/v1/deployments?plugin=other").json()).isEmpty();
    }

    private static void publish(int count) {
        for (int i = 0; i < count; i++) runtime.events.publish("pergola/tick", Map.of("i", i));
    }

    private static long position(String text) {
        try {
            return JSON.readTree(text).get("position").asLong();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static Stream sse(String path, Map<String, String> headers) throws Exception {
        return sse(client, path, headers);
    }

    private static Stream sse(Client from, String path, Map<String, String> headers) throws Exception {
        var request = from.request("GET", path, BodyPublishers.noBody()).timeout(Duration.ofMinutes(1));
        headers.forEach(request::header);
        return new Stream(from.open(request));
    }

    private static WebSocket webSocket(String path, String token, Listener listener) {
        return webSocket(client, path, token, listener);
    }

    private static WebSocket webSocket(Client from, String path, String token, Listener listener) {
        URI address = URI.create(from.address().toString().replace("http", "ws") + path);
        return from.http()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(address, listener)
                .join();
    }

    private record Message(String id, JsonNode data) {
        long position() {
            return data.get("position").asLong();
        }
    }

    private static final class Stream implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final BufferedReader reader;

        Stream(HttpResponse<InputStream> response) {
            this.response = response;
            this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        Message next() {
            String id = "";
            try {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.startsWith("id: ")) id = line.substring(4);
                    if (line.startsWith("data: ")) return new Message(id, JSON.readTree(line.substring(6)));
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            throw new AssertionError("The stream has ended");
        }

        String rest() throws java.io.IOException {
            StringBuilder rest = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) rest.append(line);
            return rest.toString();
        }

        @Override
        public void close() throws java.io.IOException {
            response.body().close();
        }
    }

    private static final class Listener implements WebSocket.Listener {
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();
        private volatile int closed;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                texts.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed = code;
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed = 1006;
        }
    }
}
