package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.permissions.Standing;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R126, R130, R132. */
class PermissionsIT {
    private static final String OF_PLUGIN = "/api/v1/plugins/wordcount/permissions";
    private static final String PUBLISHERS = "/api/v1/publisher-permissions";
    private static final String DENIALS = "/api/v1/permission-denials";

    @TempDir
    private Path folder;

    private HttpRuntime runtime;
    private Client admin;
    private Client reviewer;

    @BeforeEach
    void start() throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        admin = Client.of(runtime.kernel);
        reviewer = bearer("{\"name\":\"rita\",\"role\":\"reviewer\"}");
    }

    @AfterEach
    void stop() throws Exception {
        runtime.close();
    }

    private Client bearer(String wanted) throws Exception {
        return admin.withToken(
                admin.post("/api/v1/tokens", wanted).json().get("secret").asText());
    }

    @Test
    void theVocabularyAndWhatAPluginAsksForAreShown() throws Exception {
        JsonNode vocabulary = admin.get("/api/v1/permissions").json();
        assertThat(vocabulary.findValuesAsText("name"))
                .containsExactly("filesystem.read", "system.exec", "mailer.send", "gpu.access");
        assertThat(vocabulary.at("/0/asked").asBoolean()).isTrue();
        assertThat(vocabulary.at("/3/asked").asBoolean(true)).isFalse();
        assertThat(vocabulary.at("/1/risk").asText()).isEqualTo("CRITICAL");

        JsonNode plugin = admin.get(OF_PLUGIN).json();
        assertThat(plugin.get("enforced").asBoolean()).isTrue();
        assertThat(plugin.get("requests").findValuesAsText("standing")).containsExactly("UNDECIDED", "UNDECIDED");
        assertThat(plugin.get("requests").toString()).contains("FilePermission /srv/texts/- read");
        assertThat(plugin.at("/requests/0/sentence").asText()).isEqualTo("Start programs: all");
        assertThat(admin.get("/api/v1/plugins/nobody/permissions").problem()).isEqualTo("plugin-not-found");
    }

    @Test
    void aReviewerApprovesAndHearsWhatBecameOfTheHeldPlugin() throws Exception {
        Answer answer = reviewer.post(OF_PLUGIN + "/approve");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/deployment/outcome").asText()).isEqualTo("DONE");
        assertThat(answer.json().get("notes").toString()).contains("2 permissions were granted");
        assertThat(answer.json().at("/permissions/decisions/0/by").asText()).isEqualTo("rita");
        assertThat(reviewer.post(OF_PLUGIN + "/approve").json().has("deployment"))
                .isFalse();
        await().untilAsserted(() -> assertThat(runtime.store.audited)
                .anySatisfy(entry -> assertThat(entry.action()).isEqualTo("api.approvePermissions")));
    }

    /** The decision stands, and its answer says that the plugin did not start. */
    @Test
    void aPluginThatDoesNotStartThenIsToldOf() throws Exception {
        runtime.permissions.outcome = Outcome.FAILED;
        Answer answer = reviewer.post(OF_PLUGIN + "/approve");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/deployment/outcome").asText()).isEqualTo("FAILED");
        assertThat(answer.json().at("/deployment/problems/0/message").asText()).isEqualTo("It broke");
    }

    @Test
    void onePermissionIsGrantedUntilATimeAndTakenBack() throws Exception {
        Answer granted = reviewer.post(
                OF_PLUGIN,
                "{\"permission\":\"filesystem.read\",\"target\":\"/srv/texts/**\","
                        + "\"until\":\"2099-01-31T00:00:00Z\",\"reason\":\"trial\"}");
        assertThat(granted.status()).as(granted.body()).isEqualTo(200);
        assertThat(granted.json().at("/permissions/decisions/0/until").asText()).isEqualTo("2099-01-31T00:00:00Z");
        assertThat(granted.json().has("deployment")).isFalse();
        assertThat(runtime.permissions.audited.get(0).detail()).containsEntry("reason", "trial");

        Answer revoked = reviewer.delete(OF_PLUGIN + "/filesystem.read?target=%2Fsrv%2Ftexts%2F**");
        assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
        assertThat(runtime.permissions.requests.get(1).standing()).isEqualTo(Standing.REFUSED);
        assertThat(reviewer.delete("/api/v1/plugins/nobody/permissions/system.exec")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatIsAskedForIsRefusedOneOrAll() throws Exception {
        assertThat(reviewer.post(OF_PLUGIN + "/refuse", "{\"permission\":\"system.exec\"}")
                        .json()
                        .at("/permissions/requests/0/standing")
                        .asText())
                .isEqualTo("REFUSED");
        assertThat(reviewer.post(OF_PLUGIN + "/refuse")
                        .json()
                        .at("/deployment/outcome")
                        .asText())
                .isEqualTo("DONE");
    }

    @Test
    void anAdministratorGrantsToAPublisherAndTakesThatBack() throws Exception {
        String grant = "{\"publisher\":\"Example\",\"permission\":\"system.exec\",\"target\":\"/bin/ls\","
                + "\"tier\":\"sandbox\",\"isolation\":\"A\"}";
        assertThat(reviewer.post(PUBLISHERS, grant).status()).isEqualTo(403);
        Answer granted = admin.post(PUBLISHERS, grant);
        assertThat(granted.status()).as(granted.body()).isEqualTo(200);
        assertThat(granted.json().at("/decisions/0/publisher").asText()).isEqualTo("Example");
        assertThat(granted.json().at("/notes/0").asText()).isEqualTo("Nobody knows Example");
        assertThat(reviewer.get(PUBLISHERS).json().at("/0/isolation").asText()).isEqualTo("A");
        assertThat(admin.post(PUBLISHERS, "{\"permission\":\"system.exec\"}").body())
                .contains("'publisher' is missing");
        Answer revoked = admin.delete(PUBLISHERS + "?publisher=Example&permission=system.exec");
        assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
        assertThat(admin.get(PUBLISHERS).json()).isEmpty();
    }

    @Test
    void anAdministratorDeniesAndTakesThatBack() throws Exception {
        String denied = "{\"plugins\":\"*\",\"permission\":\"system.exec\",\"reason\":\"our policy\"}";
        assertThat(reviewer.post(DENIALS, denied).status()).isEqualTo(403);
        assertThat(admin.post(DENIALS, denied).status()).isEqualTo(204);
        JsonNode denials = reviewer.get(DENIALS).json();
        assertThat(denials.at("/0/reason").asText()).isEqualTo("our policy");
        assertThat(denials.at("/0/by").asText()).isEqualTo("admin");
        String query = "?plugins=*&permission=system.exec";
        assertThat(admin.delete(DENIALS + query).status()).isEqualTo(204);
        assertThat(admin.delete(DENIALS + query).problem()).isEqualTo("denial-not-found");
    }

    @Test
    void anExplanationIsGiven() throws Exception {
        assertThat(admin.get(OF_PLUGIN + "/explain?permission=filesystem.read&target=/etc/hosts")
                        .json()
                        .get("explanation")
                        .asText())
                .contains("may not do this: filesystem.read /etc/hosts");
    }

    @Test
    void mistakesAreProblems() throws Exception {
        assertThat(reviewer.post(OF_PLUGIN, "{\"permission\":\"filesystem.raed\"}")
                        .detail())
                .contains("There is no permission filesystem.raed", "Did you mean");
        assertThat(reviewer.post(OF_PLUGIN, "{}").detail()).contains("The field 'permission' is missing");
        assertThat(reviewer.post(OF_PLUGIN, "{\"permission\":\"system.exec\",\"until\":\"soon\"}")
                        .detail())
                .contains("'until' has to be a time");
        assertThat(runtime.permissions.decisions).isEmpty();
    }

    @Test
    void aTokenThatIsLimitedToOtherPluginsDecidesNothingAndSeesNoneOfTheirWords() throws Exception {
        Client limited = bearer("{\"name\":\"lim\",\"role\":\"reviewer\",\"plugins\":[\"other\"]}");
        assertThat(limited.post(OF_PLUGIN + "/approve").status()).isEqualTo(403);
        assertThat(limited.get(OF_PLUGIN).status()).isEqualTo(403);
        assertThat(limited.get(DENIALS).status()).isEqualTo(403);
        assertThat(limited.get("/api/v1/permissions").json().findValuesAsText("name"))
                .containsExactly("filesystem.read", "system.exec", "gpu.access");
        assertThat(runtime.permissions.decisions).isEmpty();
    }

    /** Without the bundle that decides, its routes are not there, and all else is. */
    @Test
    void routesComeAndGoWithWhatDecides() throws Exception {
        assertThat(paths()).contains(OF_PLUGIN.replace("wordcount", "{id}"));
        runtime.permissionService.unregister();
        await().untilAsserted(() ->
                assertThat(admin.get("/api/v1/permissions").problem()).isEqualTo("no-such-route"));
        assertThat(paths()).doesNotContain("permissions", "permission-denials");
        assertThat(admin.get("/api/v1/plugins").status()).isEqualTo(200);
    }

    private String paths() throws Exception {
        StringBuilder names = new StringBuilder();
        admin.get("/api/v1/openapi.json")
                .json()
                .get("paths")
                .fieldNames()
                .forEachRemaining(name -> names.append(name).append(' '));
        return names.toString();
    }
}
