package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From a sandbox that has no network, a plugin gets to where it was granted to go and no further; whatever is refused says
 * so to whoever called (R105, R106, R107, R111, R299). On the archive, with permissions enforced, where there is a box.
 */
class NetworkSandboxIT {
    private static final String CALLER = "dev.pergola.acceptance.caller";

    @TempDir
    static Path folder;

    private static Instance pergola;

    private Server server;

    @BeforeAll
    static void start() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        pergola = Instance.quick(
                folder.resolve("data"),
                plugins,
                "--set",
                "security.enforcement=true",
                "--set",
                "permissions.quarantine-after=0",
                "--set",
                "plugins.security.default-permissions=filesystem.read",
                "--set",
                "kernel.bundles-exclude=dev.pergola.vetting*",
                "--set",
                "sandbox.plugins=" + CALLER,
                "--set",
                "limits.network-connections=3",
                "--set",
                "limits.network-mbps=8",
                "--set",
                "limits.execution-timeout=30s");
        String tier = pergola.json("/api/v1/sandboxes/isolation").path("tier").asText();
        assumeThat(tier).as("nothing contains a process on this host").isNotEqualTo("C");
        Bundles.build(CALLER, plugins.resolve("caller.jar"));
        await().atMost(Duration.ofSeconds(30)).until(() -> pergola.state(CALLER).equals("LOADED"));
        shell("permission:refuse " + CALLER + " network.http '*'");
        shell("permission:refuse " + CALLER + " network.socket '*'");
        await().atMost(Duration.ofSeconds(30)).until(() -> pergola.state(CALLER).equals("ACTIVE"));
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    @BeforeEach
    void serve() throws IOException {
        server = new Server();
    }

    @AfterEach
    void serveNoMore() throws IOException {
        server.close();
    }

    private static String shell(String command) {
        Instance.Ran ran = pergola.pergola("shell", command);
        assertThat(ran.exitCode()).as("%s: %s", command, ran.out()).isZero();
        return ran.out();
    }

    private static void grant(String permission, String where) {
        shell("permission:grant " + CALLER + " " + permission + " '" + where + "'");
    }

    private static void revoke(String permission, String where) {
        shell("permission:revoke " + CALLER + " " + permission + " '" + where + "'");
    }

    private String here() {
        return "127.0.0.1:" + server.port();
    }

    private JsonNode call(String by) {
        return call(by, "127.0.0.1", server.port());
    }

    private static JsonNode call(String by, String host, int port) {
        return Instance.parse(pergola.request(
                        "POST",
                        "/api/v1/plugins/" + CALLER + "/execute",
                        "{\"type\":\"CALL\",\"input\":{\"by\":\"" + by + "\",\"host\":\"" + host + "\",\"port\":" + port
                                + "}}")
                .body());
    }

    private static void is(JsonNode answer, String status, String... words) {
        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo(status);
        assertThat(answer.at("/error/message").asText()).contains(words);
    }

    private static String came(JsonNode answer) {
        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("success");
        return answer.at("/result/came").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "client", "socket"})
    void whatWasGrantedIsToBeHadInEachOfJavasWays(String by) {
        is(call(by), "security_violation", here());

        grant("network.http", here());
        JsonNode answer = call(by);
        assertThat(came(answer)).isEqualTo("hello");
        assertThat(answer.at("/usage/sandbox/network_bytes").asLong()).isGreaterThan(5);
        grant("network.http", "localhost:" + server.port());
        assertThat(came(call(by, "localhost", server.port()))).isEqualTo("hello");
        is(call(by, "127.0.0.1", server.port() - 1), "security_violation", "127.0.0.1:" + (server.port() - 1));
        is(call(by, "other.example", 80), "security_violation", "other.example", "network.http");

        revoke("network.http", "localhost:" + server.port());
        revoke("network.http", here());
        is(call(by), "security_violation", here());
    }

    /** In the box nobody can look it up. */
    @ParameterizedTest
    @ValueSource(strings = {"connection", "client", "socket"})
    void aNameIsLookedUpOutsideAndWhereItLeadsIsCheckedThere(String by) throws IOException {
        InetAddress own = InetAddress.getLocalHost();
        String name = own.getHostName();
        assumeThat(own.isSiteLocalAddress() || own.isLoopbackAddress())
                .as("%s", own)
                .isTrue();
        grant("network.http", name + ":" + server.port());
        is(call(by, name, server.port()), "security_violation", name + " is at " + own.getHostAddress());
        assertThat(server.connections()).isZero();

        grant("network.socket", own.getHostAddress() + ":" + server.port());
        assertThat(came(call(by, name, server.port()))).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "client", "socket"})
    void anyHostDoesNotMeanThisOneAndWhoeverCallsIsToldWhatDoes(String by) {
        grant("network.http", "*");
        try {
            is(call(by), "security_violation", "127.0.0.1", "an address of the host that Pergola runs on", here());
            is(call(by, "localhost", server.port()), "security_violation", "127.0.0.1", ":" + server.port());
        } finally {
            revoke("network.http", "*");
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void whoeverGetsPastJavaMeetsTheSameGrants() {
        grant("network.http", here());

        assertThat(came(call("proxy"))).startsWith("HTTP/1.1 200 ");
        assertThat(came(call("proxy", "other.example", 81)))
                .startsWith("HTTP/1.1 403 other.example:81 takes a grant that this plugin does not have");
        assertThat(pergola.json("/api/v1/sandboxes")
                        .findValue("refused_connections")
                        .asLong())
                .isPositive();
    }

    @Test
    void aGrantThatIsTakenEndsWhatIsOpen() {
        grant("network.socket", here());
        CompletableFuture<JsonNode> held = CompletableFuture.supplyAsync(() -> call("hold"));
        await().atMost(Duration.ofSeconds(20)).until(() -> server.held() == 1);

        revoke("network.socket", here());

        JsonNode answer = held.join();
        assertThat(answer.path("status").asText()).as("%s", answer).isIn("success", "security_violation", "failed");
        await().atMost(Duration.ofSeconds(5)).until(() -> server.held() == 0);
    }

    @Test
    void moreConnectionsThanThereMayBeAreOverTheLimit() {
        grant("network.socket", here());

        is(call("many"), "resource_limit_exceeded", "limits.network-connections is 3");
    }

    @Test
    void whatIsMoreThanTheRateTakesLonger() {
        grant("network.http", here());
        server.sends(2_000_000);
        call("proxy");
        long began = System.nanoTime();

        assertThat(came(call("connection"))).isEqualTo("2000000 characters");

        // Two seconds at that rate, of which a fifth of one may come at once.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_500));
        assertThat(pergola.json("/api/v1/sandboxes")
                        .findValue("network_received_bytes")
                        .asLong())
                .isGreaterThan(2_000_000);
    }
}
