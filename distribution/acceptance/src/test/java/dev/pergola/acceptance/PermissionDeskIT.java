package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators decide what plugins may do and whom they trust, and what they decide is kept to (R126, R130, R134, R136). */
class PermissionDeskIT {
    private static final String PERMISSION = "filesystem.write";

    @TempDir
    static Path folder;

    private static Path plugins;
    private static Path notes;
    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        notes = Files.createDirectories(folder.resolve("notes"));
        pergola = Instance.ready(folder.resolve("data"), plugins, "--set", "security.enforcement=true");
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    @Test
    void whatAPluginAsksForIsDecidedAndKeptTo() {
        asking("asker").dropInto(plugins);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(pergola.json("/api/v1/plugins/asker")
                                .path("problems")
                                .toString())
                        .contains("held-permissions"));
        assertThat(pergola.state("asker")).isEqualTo("LOADED");
        assertThat(shell("permission:request asker"))
                .containsSubsequence("asker 1.0.0 asks for 1 permission", "high", PERMISSION, "to keep notes")
                .doesNotContain("not enforced");

        JsonNode approved = json(pergola.request("POST", "/api/v1/plugins/asker/permissions/approve", ""));
        assertThat(approved.at("/deployment/outcome").asText())
                .as(approved.toString())
                .isEqualTo("DONE");
        assertThat(pergola.state("asker")).isEqualTo("ACTIVE");
        assertThat(keep("asker", "granted.txt")).isEqualTo("success");

        json(pergola.request("DELETE", "/api/v1/plugins/asker/permissions/" + PERMISSION, ""));
        assertThat(keep("asker", "revoked.txt")).isEqualTo("security_violation");
        assertThat(pergola.state("asker")).isEqualTo("ACTIVE");
        assertThat(shell("permission:explain asker " + PERMISSION + " " + notes.resolve("revoked.txt")))
                .contains("may not do this", "permission:grant");

        assertThat(shell("permission:grant asker " + PERMISSION + " '" + notes + "/**' --reason again"))
                .contains("granted " + PERMISSION);
        assertThat(keep("asker", "again.txt")).isEqualTo("success");
        assertThat(shell("permission:deny '*' " + PERMISSION + " --reason 'our policy'"))
                .contains("denied " + PERMISSION + " to all plugins");
        assertThat(keep("asker", "denied.txt")).isEqualTo("security_violation");
        assertThat(shell("permission:undeny '*' " + PERMISSION)).contains("no longer denied");

        assertThat(notes.resolve("granted.txt")).exists();
        assertThat(notes.resolve("again.txt")).exists();
        assertThat(notes.resolve("revoked.txt")).doesNotExist();
        assertThat(notes.resolve("denied.txt")).doesNotExist();
        assertThat(shell("permission:audit asker")).containsSubsequence("granted", "again", "revoked", "granted");
    }

    /** What the bundles that vet offer is there in the archive, in the shell and over HTTP. */
    @Test
    void aJarIsVettedAndItsPartsAreListed() {
        Path jar = asking("vetted").dropInto(folder, "vetted.jar");
        assertThat(shell("vet " + jar)).contains("sha256:", "warn signature.unsigned", "scan");
        JsonNode report = json(pergola.request("POST", "/api/v1/vetting", "{\"path\":\"" + jar + "\"}"));
        assertThat(report.path("passes").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("checks").findValuesAsText("name")).contains("signature", "scan");
        assertThat(pergola.state("vetted")).isEqualTo("ABSENT");

        ProbeJar.of("listed", "1.0.0").dropInto(plugins);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pergola.state("listed")).isEqualTo("ACTIVE"));
        assertThat(pergola.json("/api/v1/plugins/listed/sbom").path("bomFormat").asText())
                .isEqualTo("CycloneDX");
        assertThat(shell("plugin:sbom listed")).contains("CycloneDX");
        assertThat(shell("trust:list")).contains("No publisher is known");
        assertThat(shell("advisory:check")).contains("Nothing is known");
        assertThat(pergola.json("/api/v1/advisories")).isEmpty();
    }

    private static ProbeJar asking(String id) {
        return ProbeJar.of(id, "1.0.0")
                .requiring("pergola.permission;effective:=pergola;permission=\"" + PERMISSION + "\";target=\"" + notes
                        + "/**\";reason=\"to keep notes\"");
    }

    private static String keep(String id, String name) {
        return pergola.probe(id, "{\"keep\":\"" + notes.resolve(name) + "\"}")
                .path("status")
                .asText();
    }

    private static String shell(String command) {
        Instance.Ran ran = pergola.pergola("shell", command);
        assertThat(ran.exitCode()).as(command + ": " + ran.out() + ran.err()).isZero();
        return ran.out();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Instance.parse(answer.body());
    }
}
