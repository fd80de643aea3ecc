package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.http.testing.Kernel;
import dev.pergola.telemetry.HealthIndicator;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import dev.pergola.telemetry.RuntimeHealth;
import dev.pergola.telemetry.RuntimeHealth.HealthReport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

/** Where the server listens, and when it says that it is ready. */
@Timeout(120)
class ServerIT {
    @TempDir
    Path folder;

    @Test
    void isReadyWhenLifecycleIsAndNothingIsDown() throws Exception {
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of())) {
            Client client = Client.of(runtime.kernel).withToken("");
            assertThat(client.get("/health/ready").status()).isEqualTo(503);
            var lifecycle = runtime.kernel.lifecycleIsReady();
            assertThat(client.get("/health/ready").status()).isEqualTo(200);
            assertThat(client.get("/health/ready").body()).isEqualTo("{\"status\":\"up\"}");
            runtime.health = new HealthReport(
                    HealthStatus.DEGRADED, Map.of("a", new Indication(HealthStatus.DEGRADED, "amiss")));
            awaitReady(client, 200, "degraded");
            runtime.health = new HealthReport(HealthStatus.DOWN, Map.of("a", new Indication(HealthStatus.DOWN, "off")));
            awaitReady(client, 503, "down");
            runtime.health = new HealthReport(HealthStatus.UP, Map.of());
            awaitReady(client, 200, "up");
            lifecycle.unregister();
            assertThat(client.get("/health/ready").status()).isEqualTo(503);
            assertThat(client.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void hasHealthBeforeItHasTheApi() throws Exception {
        int port = freePort();
        try (Kernel kernel = Kernel.start(folder, Map.of("pergola.http.port", Integer.toString(port)))) {
            kernel.offer(RuntimeHealth.class, () -> new HealthReport(HealthStatus.UP, Map.of()), Map.of());
            kernel.startHttp();
            Awaitility.await().until(() -> Files.exists(kernel.data().resolve("admin.token")));
            String token =
                    Files.readString(kernel.data().resolve("admin.token")).trim();
            Client client = new Client(URI.create("http://127.0.0.1:" + port), token);
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> client.get("/health/live").status() == 200);
            Client.Answer early = client.get("/api/v1/plugins");
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.problem()).isEqualTo("unavailable");
            assertThat(early.header("Retry-After")).isEqualTo("1");
            assertThat(kernel.addressNow().toString()).as("not ready").isEmpty();
        }
    }

    @Test
    void losesTheApiWithWhatItNeedsAndGetsItBack() throws Exception {
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of())) {
            Client client = Client.of(runtime.kernel);
            assertThat(client.get("/api/v1/plugins").status()).isEqualTo(200);
            runtime.lifecycle.unregister();
            Awaitility.await()
                    .until(() -> runtime.kernel.addressNow().toString().isEmpty());
            assertThat(client.get("/api/v1/plugins").status()).isEqualTo(503);
            assertThat(client.get("/health/live").status()).isEqualTo(200);
            runtime.kernel.offer(dev.pergola.lifecycle.PluginManager.class, runtime.plugins, Map.of());
            assertThat(runtime.kernel.address()).isEqualTo(client.address());
            assertThat(client.get("/api/v1/plugins").status()).isEqualTo(200);
        }
    }

    @Test
    void servesTheApiTheMomentItSaysThatItIsReady() throws Exception {
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of())) {
            for (int i = 0; i < 20; i++) {
                Client client = Client.of(runtime.kernel);
                assertThat(client.get("/api/v1/plugins").status()).isEqualTo(200);
                assertThat(client.get("/nothing").header("X-Content-Type-Options"))
                        .isEqualTo("nosniff");
                runtime.kernel.stopHttp();
                assertThat(runtime.kernel.addressNow().toString()).isEmpty();
                runtime.kernel.startHttp();
            }
        }
    }

    @Test
    void doesNotCutOffACallThatTakesLongerThanAConnectionMayIdle() throws Exception {
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of("org.apache.felix.http.timeout", "500"))) {
            Client client = Client.of(runtime.kernel);
            var pending = client.http()
                    .sendAsync(
                            client.request(
                                            "POST",
                                            "/api/v1/plugins/wordcount/execute",
                                            BodyPublishers.ofString("{\"type\":\"WAIT\"}"))
                                    .build(),
                            BodyHandlers.ofString());
            Awaitility.await().until(() -> !runtime.calls.waiting.isEmpty());
            Awaitility.await().during(Duration.ofSeconds(2)).until(() -> !pending.isDone());
            runtime.calls.cancel("x1");
            assertThat(pending.get().body()).contains("\"status\":\"cancelled\"");
        }
    }

    @Test
    void listensAtLoopbackOnly() throws Exception {
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of())) {
            URI address = runtime.kernel.address();
            assertThat(address.getHost()).isEqualTo("127.0.0.1");
            try (ServerSocket other = new ServerSocket(address.getPort(), 1, InetAddress.getByName("127.0.0.2"))) {
                assertThat(other.isBound())
                        .as("another address of this machine is free")
                        .isTrue();
            }
        }
    }

    @Test
    void saysSoWhereThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of("pergola.http.port", port))) {
                HealthIndicator indicator =
                        Awaitility.await().until(() -> indicator(runtime.kernel), java.util.Objects::nonNull);
                assertThat(indicator.name()).isEqualTo("http");
                assertThat(indicator.indicate().status()).isEqualTo(HealthStatus.DOWN);
                assertThat(indicator.indicate().message()).contains("127.0.0.1, port " + port, "pergola.http.port");
                Awaitility.await()
                        .during(Duration.ofMillis(500))
                        .until(() -> runtime.kernel.addressNow().toString().isEmpty());
            }
        }
    }

    @Test
    void indicatesThatItListens() throws Exception {
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of())) {
            runtime.kernel.address();
            assertThat(indicator(runtime.kernel).indicate().status()).isEqualTo(HealthStatus.UP);
        }
    }

    @Test
    void keepsTheTokenAndMovesToAnotherPortAtTheNextStart() throws Exception {
        int first = freePort();
        String token;
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of("pergola.http.port", Integer.toString(first)))) {
            token = Client.of(runtime.kernel).token();
            assertThat(runtime.kernel.address().getPort()).isEqualTo(first);
        }
        int second = freePort();
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of("pergola.http.port", Integer.toString(second)))) {
            Client client = Client.of(runtime.kernel);
            assertThat(client.address().getPort()).isEqualTo(second);
            assertThat(client.token()).isEqualTo(token);
            assertThat(client.get("/api/v1/plugins").status()).isEqualTo(200);
        }
        try (HttpRuntime runtime = HttpRuntime.start(folder, Map.of("pergola.http.port", Integer.toString(second)))) {
            assertThat(Client.of(runtime.kernel).get("/api/v1/plugins").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void doesNothingWhereItIsSwitchedOffOrMisconfigured() throws Exception {
        for (Map<String, String> properties :
                java.util.List.of(Map.of("pergola.http.enabled", "false"), Map.of("pergola.http.port", "eighty"))) {
            try (HttpRuntime runtime = HttpRuntime.start(folder, properties)) {
                Awaitility.await()
                        .during(Duration.ofMillis(500))
                        .until(() -> runtime.kernel.addressNow().toString().isEmpty());
                assertThat(indicator(runtime.kernel)).isNull();
                assertThat(runtime.kernel.data()).doesNotExist();
            }
        }
    }

    private static void awaitReady(Client client, int status, String word) {
        Awaitility.await().until(() -> {
            Client.Answer answer = client.get("/health/ready");
            return answer.status() == status
                    && answer.json().get("status").asText().equals(word);
        });
    }

    private static HealthIndicator indicator(Kernel kernel) {
        ServiceReference<HealthIndicator> reference = kernel.context().getServiceReference(HealthIndicator.class);
        return reference == null ? null : kernel.context().getService(reference);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
