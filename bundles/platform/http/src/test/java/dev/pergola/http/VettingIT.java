package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.HeldInfo;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance.Trust;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R136, R138, R139, R147. */
class VettingIT {
    private static final String OVERRIDES = "/api/v1/vetting/overrides";
    private static final String PUBLISHERS = "/api/v1/trust/publishers";
    private static final String REVOCATIONS = "/api/v1/trust/revocations";
    private static final String DIGEST = "ab".repeat(32);

    @TempDir
    private Path folder;

    private HttpRuntime runtime;
    private Client admin;

    @BeforeEach
    void start() throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        admin = Client.of(runtime.kernel);
    }

    @AfterEach
    void stop() throws Exception {
        runtime.close();
    }

    private Client bearer(String role, String more) throws Exception {
        String wanted = "{\"name\":\"the-%s\",\"role\":\"%s\"%s}".formatted(role, role, more);
        return admin.withToken(
                admin.post("/api/v1/tokens", wanted).json().get("secret").asText());
    }

    private static Answer upload(Client client, String path, String name, String content) throws Exception {
        return client.send(client.request("POST", path, BodyPublishers.ofString(content))
                .header("Content-Type", "application/octet-stream")
                .header("Content-Disposition", "attachment; filename=\"" + name + "\""));
    }

    @Test
    void anUploadIsVettedWithEveryVerdictItsEvidenceAndItsTime() throws Exception {
        Answer answer = upload(bearer("publisher", ""), "/api/v1/vetting", "x.jar", "wordcount 2.0.0");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode report = answer.json();
        assertThat(report.get("source").asText()).isEqualTo("upload:x.jar");
        assertThat(report.get("publisher").asText()).isEqualTo("Example");
        assertThat(report.get("passes").asBoolean()).isFalse();
        assertThat(report.get("verdicts").findValuesAsText("verdict")).containsExactly("pass", "warn", "block");
        assertThat(report.at("/verdicts/2/evidence/0/where").asText()).isEqualTo("com.example.Tool");
        assertThat(report.at("/checks/0/took_ms").asLong()).isEqualTo(3);
        assertThat(runtime.plugins.operations).isEmpty();
    }

    @Test
    void aJarOfTheMachineIsAnAdministratorsToVetAndALimitedTokenVetsItsOwn() throws Exception {
        Path jar = Client.jar(folder, "wordcount 2.0.0");
        String path = "{\"path\":\"" + jar + "\"}";
        assertThat(admin.post("/api/v1/vetting", path).json().get("source").asText())
                .isEqualTo(jar.toString());
        assertThat(bearer("publisher", "").post("/api/v1/vetting", path).status())
                .isEqualTo(403);
        assertThat(admin.post("/api/v1/vetting", "{\"path\":\"x.jar\"}").problem())
                .isEqualTo("invalid-request");
        runtime.store.tokens.all().forEach(token -> runtime.store.tokens.remove(token.id()));
        Client limited = bearer("publisher", ",\"plugins\":[\"wordcount\"]");
        assertThat(upload(limited, "/api/v1/vetting", "x.jar", "wordcount 2.0.0")
                        .status())
                .isEqualTo(200);
        assertThat(upload(limited, "/api/v1/vetting", "x.jar", "mailer 2.0.0").status())
                .isEqualTo(403);
    }

    @Test
    void aReviewerAcceptsAFindingAndTakesThatBack() throws Exception {
        Client reviewer = bearer("reviewer", "");
        Answer accepted = reviewer.post(
                OVERRIDES,
                "{\"digest\":\"%s\",\"rule\":\"scan.process\",\"reason\":\"seen\",\"until\":\"2099-01-01T00:00:00Z\"}"
                        .formatted(DIGEST));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(201);
        assertThat(accepted.header("Location")).isEqualTo(OVERRIDES + "/1");
        assertThat(accepted.json().has("deployment"))
                .as("the plugin of this jar is not held")
                .isFalse();
        assertThat(reviewer.get(OVERRIDES).json().at("/0/author").asText()).isEqualTo("the-reviewer");
        assertThat(reviewer.delete(OVERRIDES + "/1").status()).isEqualTo(204);
        assertThat(reviewer.delete(OVERRIDES + "/1").problem()).isEqualTo("override-not-found");
        assertThat(reviewer.post(OVERRIDES, "{\"digest\":\"x\",\"rule\":\"a\"}").detail())
                .contains("'reason' is missing");
        assertThat(reviewer.post(
                                OVERRIDES,
                                "{\"digest\":\"x\",\"rule\":\"no rule\",\"reason\":\"b\",\"until\":\"2099-01-01T00:00:00Z\"}")
                        .problem())
                .isEqualTo("not-taken");
    }

    @Test
    void anUpdateThatWasHeldGoesOnOnceItsFindingIsAccepted() throws Exception {
        runtime.plugins.held.add(new HeldInfo(
                "wordcount",
                "1.1.0",
                "ef".repeat(32),
                "/plugins/wordcount.jar",
                List.of(new Problem("held-scan.process", "It is held", "Decide")),
                Instant.now()));
        Answer accepted = bearer("reviewer", "")
                .post(
                        OVERRIDES,
                        "{\"digest\":\"%s\",\"rule\":\"scan.process\",\"reason\":\"seen\",\"until\":\"2099-01-01T00:00:00Z\"}"
                                .formatted("ef".repeat(32)));
        assertThat(accepted.json().at("/deployment/plugin_id").asText())
                .as(accepted.body())
                .isEqualTo("wordcount");
        assertThat(runtime.plugins.operations).contains("the-reviewer reconsider wordcount");
    }

    @Test
    void aBillOfMaterialsIsGiven() throws Exception {
        Answer bill = admin.get("/api/v1/plugins/wordcount/sbom");
        assertThat(bill.header("Content-Type")).startsWith("application/vnd.cyclonedx+json");
        assertThat(bill.json().get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(admin.get("/api/v1/plugins/nobody/sbom").problem()).isEqualTo("plugin-not-found");
    }

    @Test
    void anAdministratorMakesAPublisherKnownRevokesAndForgetsIt() throws Exception {
        String wanted = "{\"name\":\"Example\",\"trust\":\"trusted\",\"pem\":\"-----BEGIN PUBLIC KEY-----\"}";
        assertThat(bearer("reviewer", "").post(PUBLISHERS, wanted).status()).isEqualTo(403);
        String fingerprint =
                admin.post(PUBLISHERS, wanted).json().at("/0/fingerprint").asText();
        assertThat(runtime.trust.all.get(0).trust()).isEqualTo(Trust.TRUSTED);
        assertThat(admin.post(PUBLISHERS, wanted.replace("trusted", "unknown")).detail())
                .contains("'trust' has to be");
        assertThat(admin.post(PUBLISHERS, wanted.replace("BEGIN", "")).detail()).contains("There is no key in it");

        String revoked = "{\"fingerprint\":\"" + fingerprint + "\",\"reason\":\"stolen\"}";
        assertThat(admin.post(REVOCATIONS, revoked).json().get("revoked").asInt())
                .isEqualTo(1);
        assertThat(admin.post(REVOCATIONS, revoked).json().get("revoked").asInt())
                .isZero();
        assertThat(upload(admin, REVOCATIONS, "list.crl", "12345")
                        .json()
                        .get("revoked")
                        .asInt())
                .isEqualTo(5);
        assertThat(admin.get(REVOCATIONS).json().at("/0/reason").asText()).isEqualTo("stolen");
        assertThat(admin.get(PUBLISHERS).json().at("/0/revocation/reason").asText())
                .isEqualTo("stolen");
        assertThat(admin.delete(PUBLISHERS + "/" + fingerprint).status()).isEqualTo(204);
        assertThat(admin.delete(PUBLISHERS + "/" + fingerprint).problem()).isEqualTo("publisher-not-found");
        assertThat(admin.post("/api/v1/trust/rotations", "{\"statement\":\"x\"}")
                        .detail())
                .contains("This is no rotation. See the guide.");
    }

    @Test
    void advisoriesAreImportedListedAndAskedFor() throws Exception {
        assertThat(admin.get("/api/v1/plugins/wordcount/advisories").json()).isEmpty();
        Answer imported = upload(admin, "/api/v1/advisories", "all.zip", "zip");
        assertThat(imported.json().at("/affected/0").asText())
                .as(imported.body())
                .isEqualTo("wordcount");
        Answer list = admin.get("/api/v1/advisories?limit=10");
        assertThat(list.header("X-Total-Count")).isEqualTo("1");
        assertThat(list.json().at("/0/affected/0/ranges/0").asText()).isEqualTo(">= 2.13.0, < 2.15.0");
        assertThat(admin.get("/api/v1/plugins/wordcount/advisories")
                        .json()
                        .at("/0/remedy")
                        .asText())
                .isEqualTo("Update to 2.15.0");
        assertThat(upload(admin, "/api/v1/advisories", "a.txt", "x").problem()).isEqualTo("not-taken");
        assertThat(admin.get("/api/v1/plugins/nobody/advisories").problem()).isEqualTo("plugin-not-found");
    }

    @Test
    void itsRoutesGoWithWhatVets() throws Exception {
        runtime.vettingService.unregister();
        await().untilAsserted(() -> assertThat(admin.get(OVERRIDES).problem()).isEqualTo("no-such-route"));
        assertThat(admin.get(PUBLISHERS).status()).isEqualTo(200);
    }
}
