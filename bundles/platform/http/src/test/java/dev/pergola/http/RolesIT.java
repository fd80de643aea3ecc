package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.access.Role;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each route lets in whom it says it does, and nobody else (R133). */
class RolesIT {
    /** What takes more than a viewer, so that nobody opens an address by forgetting to say who may. */
    private static final Map<String, Role> NEEDED = Map.ofEntries(
            Map.entry("installPlugin", Role.PUBLISHER),
            Map.entry("installPluginUnversioned", Role.PUBLISHER),
            Map.entry("planInstall", Role.PUBLISHER),
            Map.entry("updatePlugin", Role.PUBLISHER),
            Map.entry("uninstallPlugin", Role.ADMIN),
            Map.entry("updatePluginSettings", Role.ADMIN),
            Map.entry("setConfiguration", Role.ADMIN),
            Map.entry("rollbackConfiguration", Role.ADMIN),
            Map.entry("enablePlugin", Role.OPERATOR),
            Map.entry("disablePlugin", Role.OPERATOR),
            Map.entry("reloadPlugin", Role.OPERATOR),
            Map.entry("rollbackPlugin", Role.OPERATOR),
            Map.entry("executePlugin", Role.OPERATOR),
            Map.entry("cancelExecution", Role.OPERATOR),
            Map.entry("cancelJob", Role.OPERATOR),
            Map.entry("retryJob", Role.OPERATOR),
            Map.entry("grantPermission", Role.REVIEWER),
            Map.entry("approvePermissions", Role.REVIEWER),
            Map.entry("refusePermissions", Role.REVIEWER),
            Map.entry("revokePermission", Role.REVIEWER),
            Map.entry("denyPermission", Role.ADMIN),
            Map.entry("undenyPermission", Role.ADMIN),
            Map.entry("vetJar", Role.PUBLISHER),
            Map.entry("acceptFinding", Role.REVIEWER),
            Map.entry("retractOverride", Role.REVIEWER),
            Map.entry("addPublisher", Role.ADMIN),
            Map.entry("removePublisher", Role.ADMIN),
            Map.entry("revokeKeys", Role.ADMIN),
            Map.entry("rotateKey", Role.ADMIN),
            Map.entry("importAdvisories", Role.ADMIN),
            Map.entry("createToken", Role.ADMIN),
            Map.entry("revokeToken", Role.ADMIN));

    private static final Map<Role, Client> CLIENTS = new HashMap<>();
    private static HttpRuntime runtime;
    private static Client admin;
    private static JsonNode document;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        admin = Client.of(runtime.kernel);
        document = admin.get("/api/v1/openapi.json").json();
        for (Role role : Role.values()) {
            Answer issued = admin.post(
                    "/api/v1/tokens", "{\"name\":\"the-%s\",\"role\":\"%s\"}".formatted(role.word(), role.word()));
            CLIENTS.put(role, admin.withToken(issued.json().get("secret").asText()));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @TestFactory
    List<DynamicTest> everyRouteAndEveryRole() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Entry<String, JsonNode> path : fields(document.get("paths"))) {
            for (Entry<String, JsonNode> operation : fields(path.getValue())) {
                for (Role role : Role.values()) {
                    tests.add(DynamicTest.dynamicTest(
                            role.word() + ": " + operation.getKey() + " " + path.getKey(),
                            () -> letsInWhoMay(role, operation.getKey(), path.getKey(), operation.getValue())));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(200);
        return tests;
    }

    private static void letsInWhoMay(Role role, String method, String path, JsonNode operation) throws Exception {
        runtime.plugins.clear();
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        String name = operation.get("operationId").asText();
        String needed = operation.path("x-role").asText("");
        int before = runtime.store.audited.size();

        HttpResponse<InputStream> answer = CLIENTS.get(role).open(request(role, method, path, operation));
        String body;
        try (InputStream in = answer.body()) {
            body = answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")
                    ? ""
                    : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }

        boolean may = needed.isEmpty() || role.includes(Role.named(needed).orElseThrow());
        if (may) {
            assertThat(answer.statusCode()).as(body).isNotIn(401, 403);
        } else {
            assertThat(answer.statusCode()).as(body).isEqualTo(403);
            assertThat(body).contains("needs the role " + needed, "\"required_role\":\"" + needed + "\"");
            assertThat(runtime.store.audited.subList(before, runtime.store.audited.size()))
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.actor()).isEqualTo("the-" + role.word());
                        assertThat(entry.action()).isEqualTo("api." + name);
                        assertThat(entry.outcome()).isEqualTo("denied");
                    });
            assertThat(runtime.plugins.operations).isEmpty();
        }
    }

    @Test
    void theTableSaysWhatItShould() {
        Map<String, String> roles = new HashMap<>();
        for (Entry<String, JsonNode> path : fields(document.get("paths"))) {
            for (Entry<String, JsonNode> operation : fields(path.getValue())) {
                roles.put(
                        operation.getValue().get("operationId").asText(),
                        operation.getValue().path("x-role").asText(""));
                if (!operation.getKey().equals("get")) {
                    assertThat(operation.getValue().path("x-role").asText(""))
                            .as(path.getKey())
                            .isNotIn("", "viewer");
                }
            }
        }
        NEEDED.forEach((operation, role) -> assertThat(roles).containsEntry(operation, role.word()));
    }

    private static HttpRequest.Builder request(Role role, String method, String path, JsonNode operation) {
        String address = path.replace("{id}", path.contains("/tokens/") ? "nobody" : "wordcount")
                .replace("{type}", "TaskProcessor")
                .replace("{key}", "total")
                .replace("{permission}", "system.exec")
                .replace("{fingerprint}", "ab".repeat(32));
        address += Samples.query(operation);
        JsonNode content = operation.at("/requestBody/content");
        boolean upload = content.has("application/java-archive");
        boolean body = operation.has("requestBody");
        return CLIENTS.get(role)
                .request(
                        method.toUpperCase(Locale.ROOT),
                        address,
                        body ? BodyPublishers.ofString(upload ? "wordcount 2.0.0" : "{}") : BodyPublishers.noBody())
                .header("Content-Type", upload ? "application/java-archive" : Samples.mediaType(operation));
    }

    private static Iterable<Entry<String, JsonNode>> fields(JsonNode node) {
        return node::fields;
    }
}
