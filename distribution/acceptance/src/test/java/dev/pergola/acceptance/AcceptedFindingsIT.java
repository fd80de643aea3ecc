package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was held for a finding goes on by itself once somebody has accepted that (R31, R147). */
class AcceptedFindingsIT {
    @TempDir
    Path folder;

    private Path plugins;
    private Instance pergola;

    @BeforeEach
    void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        // The probe can end the process.
        pergola = Instance.ready(folder.resolve("data"), plugins, "--set", "vetting.rules=scan.exit=hold");
    }

    @AfterEach
    void stop() {
        pergola.close();
    }

    @Test
    void aNewPluginAndItsUpdatesGoOnInShellAndHttp() throws Exception {
        Path first = ProbeJar.of("held", "1.0.0").dropInto(plugins, "held.jar");
        awaitHeld("ends the process");
        assertThat(accept(first).out()).contains("accepted scan.exit").contains("held 1.0.0");
        assertThat(served()).isEqualTo("1.0.0");

        Path second = ProbeJar.of("held", "1.1.0").dropInto(plugins, "held.jar");
        awaitHeld("1.1.0 is held");
        assertThat(served()).isEqualTo("1.0.0");
        assertThat(accept(second).out()).contains("accepted scan.exit").contains("updated held 1.1.0 (was 1.0.0)");
        assertThat(served()).isEqualTo("1.1.0");
        assertThat(problems()).isEqualTo("[]");

        Path third = ProbeJar.of("held", "1.2.0").dropInto(plugins, "held.jar");
        awaitHeld("1.2.0 is held");
        HttpResponse<String> accepted = pergola.request(
                "POST",
                "/api/v1/vetting/overrides",
                "{\"digest\":\"%s\",\"rule\":\"scan.exit\",\"reason\":\"seen\",\"until\":\"2099-01-01T00:00:00Z\"}"
                        .formatted(digest(third)));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(201);
        JsonNode deployment = Instance.parse(accepted.body()).path("deployment");
        assertThat(deployment.path("outcome").asText()).isEqualTo("DONE");
        assertThat(served()).isEqualTo("1.2.0");
    }

    private Instance.Ran accept(Path jar) {
        return pergola.pergola("shell", "vetting:accept " + jar + " scan.exit --reason reviewed");
    }

    private void awaitHeld(String message) {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(problems()).contains("held-scan.exit", message));
    }

    private String problems() {
        return pergola.json("/api/v1/plugins/held").path("problems").toString();
    }

    private String served() {
        return pergola.probe("held", "{}").at("/result/version").asText();
    }

    private static String digest(Path jar) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    }
}
