package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom an operation touches (R92, R93): its plugin and that one's declared dependents, as the plan says beforehand. */
class BlastRadiusIT {
    @TempDir
    static Path folder;

    private static Path plugins;
    private static Path elsewhere;
    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        pergola = Instance.ready(folder.resolve("data"), plugins, "--set", "lifecycle.health-interval=50ms");
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    @Test
    void anUpdateMovesItsDependentsAsPlannedAndNobodyElse() {
        ProbeJar.of("base", "1.0.0").dropInto(plugins, "base.jar");
        ProbeJar.of("above", "1.0.0").needing("base", "1.0.0", "2.0.0").dropInto(plugins);
        ProbeJar.of("bystander", "1.0.0").dropInto(plugins);
        awaitActive("base", "above", "bystander");
        long above = bundle("above");
        long bystander = bundle("bystander");
        Path newer = ProbeJar.of("base", "1.1.0").dropInto(elsewhere);

        JsonNode plan = planOfInstall(newer);
        assertThat(plan.path("feasible").asBoolean()).as(plan.toString()).isTrue();
        assertThat(effects(plan)).containsExactlyInAnyOrderEntriesOf(Map.of("base", "restart", "above", "restart"));
        assertThat(plan.path("untouched").asInt()).isPositive();
        assertThat(pergola.version("base")).isEqualTo("1.0.0");
        assertThat(bundle("above")).isEqualTo(above);

        ProbeJar.of("base", "1.1.0").dropInto(plugins, "base.jar");
        await().untilAsserted(() -> assertThat(pergola.version("base")).isEqualTo("1.1.0"));
        await().untilAsserted(() -> assertThat(bundle("above")).isNotEqualTo(above));
        assertThat(pergola.state("above")).isEqualTo("ACTIVE");
        assertThat(bundle("bystander")).isEqualTo(bystander);
    }

    @Test
    void whatADependentCouldNotLiveWithIsRefusedAsPlannedAndMayRunBeside() {
        ProbeJar.of("old-base", "1.0.0").dropInto(plugins);
        ProbeJar.of("loyal", "1.0.0").needing("old-base", "1.0.0", "2.0.0").dropInto(plugins);
        awaitActive("old-base", "loyal");
        Path next = ProbeJar.of("old-base", "2.0.0").dropInto(elsewhere);

        JsonNode plan = planOfInstall(next);
        assertThat(plan.path("feasible").asBoolean()).as(plan.toString()).isFalse();
        assertThat(plan.toString()).contains("loyal");
        assertThat(pergola.pergola("shell", "plugin:install " + next).exitCode())
                .isNotZero();
        assertThat(pergola.version("old-base")).isEqualTo("1.0.0");

        assertThat(pergola.pergola("shell", "plugin:install --side-by-side " + next)
                        .out())
                .contains("2.0.0");
        assertThat(answerOf("old-base", "")).isEqualTo("1.0.0");
        assertThat(answerOf("old-base", ",\"version\":\"2.0.0\"")).isEqualTo("2.0.0");
        assertThat(answerOf("old-base", ",\"version\":\"1.0.0\"")).isEqualTo("1.0.0");
        assertThat(pergola.state("loyal")).isEqualTo("ACTIVE");
    }

    @Test
    void disablingStopsTheDependentsAsPlannedAndEnablingBringsThemBack() {
        ProbeJar.of("ground", "1.0.0").dropInto(plugins);
        ProbeJar.of("house", "1.0.0").needing("ground", "1.0.0", "2.0.0").dropInto(plugins);
        awaitActive("ground", "house");

        assertThat(effects(planOf("ground", "disable")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("ground", "stop", "house", "stop"));
        assertThat(effects(planOf("ground", "uninstall"))).containsEntry("ground", "remove");
        assertThat(effects(planOf("ground", "reload"))).containsEntry("house", "restart");
        assertThat(planOf("ground", "enable").path("operation").asText()).isEqualTo("nothing");
        assertThat(planOf("ground", "rollback").path("feasible").asBoolean()).isFalse();
        assertThat(pergola.state("house")).isEqualTo("ACTIVE");

        assertThat(pergola.request("POST", "/api/v1/plugins/ground/disable", "").statusCode())
                .isEqualTo(200);
        assertThat(pergola.state("ground")).isEqualTo("LOADED");
        assertThat(pergola.state("house")).isEqualTo("LOADED");
        assertThat(effects(planOf("ground", "enable"))).containsEntry("ground", "start");
        assertThat(effects(planOf("house", "enable"))).containsEntry("house", "wait");

        assertThat(pergola.request("POST", "/api/v1/plugins/ground/enable", "").statusCode())
                .isEqualTo(200);
        awaitActive("ground", "house");
    }

    @Test
    void onePlannedToGoBackGoesBack() {
        ProbeJar.of("wavering", "1.0.0").dropInto(plugins, "wavering.jar");
        awaitActive("wavering");
        ProbeJar.of("wavering", "1.1.0").dropInto(plugins, "wavering.jar");
        await().untilAsserted(() -> assertThat(answerOf("wavering", "")).isEqualTo("1.1.0"));

        JsonNode plan = planOf("wavering", "rollback");
        assertThat(plan.path("to_version").asText()).as(plan.toString()).isEqualTo("1.0.0");
        assertThat(pergola.request("POST", "/api/v1/plugins/wavering/rollback", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(answerOf("wavering", "")).isEqualTo("1.0.0");
    }

    @Test
    void ofEarlierVersionsOnlyTheLastThreeJarsAreKept() throws IOException {
        ProbeJar.of("restless", "1.0.0").dropInto(plugins, "restless.jar");
        awaitActive("restless");
        String first = digest("restless");
        String previous = first;
        for (int minor = 1; minor <= 5; minor++) {
            String version = "1." + minor + ".0";
            previous = digest("restless");
            ProbeJar.of("restless", version).dropInto(plugins, "restless.jar");
            await().untilAsserted(() -> assertThat(answerOf("restless", "")).isEqualTo(version));
        }

        Path artifacts = pergola.data().resolve("artifacts");
        await().untilAsserted(
                        () -> assertThat(artifacts.resolve(first + ".jar")).doesNotExist());
        assertThat(artifacts.resolve(previous + ".jar")).exists();
        assertThat(pergola.request("POST", "/api/v1/plugins/restless/rollback", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(answerOf("restless", "")).isEqualTo("1.4.0");
    }

    @Test
    void anInstallationThatComesToNothingChangesNoConfiguration() {
        Path good = ProbeJar.of("configured", "1.0.0").dropInto(elsewhere);
        Path bad =
                ProbeJar.of("configured", "1.1.0").behaving("throw-in-activate").dropInto(elsewhere);

        install(good, "{\"tone\":\"calm\"}");
        awaitActive("configured");
        install(bad, "{\"tone\":\"angry\"}");

        assertThat(answerOf("configured", "")).isEqualTo("1.0.0");
        assertThat(pergola.get("/api/v1/plugins/configured/configuration").body())
                .contains("calm")
                .doesNotContain("angry");
    }

    private static void install(Path jar, String configuration) {
        pergola.request("POST", "/api/v1/plugins", "{\"path\":\"" + jar + "\",\"config\":" + configuration + "}");
    }

    private static String digest(String id) {
        return pergola.json("/api/v1/plugins/" + id).path("digest").asText().replace("sha256:", "");
    }

    @Test
    void onePluginThatStaysUnwellIsReloadedThenQuarantinedAndANewVersionEndsThat() {
        ProbeJar.of("sickly", "1.0.0").behaving("sicken").dropInto(plugins, "sickly.jar");
        await().untilAsserted(() -> assertThat(pergola.state("sickly")).isEqualTo("QUARANTINED"));
        assertThat(pergola.pergola("shell", "plugin:explain sickly").out())
                .contains("stayed unwell after 3 reloads", "the probe was told to sicken", "plugin:enable sickly");
        assertThat(pergola.probe("sickly", "{}").path("status").asText()).isNotEqualTo("success");

        ProbeJar.of("sickly", "1.1.0").dropInto(plugins, "sickly.jar");
        await().untilAsserted(() -> assertThat(pergola.state("sickly")).isEqualTo("ACTIVE"));
        assertThat(answerOf("sickly", "")).isEqualTo("1.1.0");
    }

    private static JsonNode planOfInstall(Path jar) {
        return Instance.parse(pergola.request("POST", "/api/v1/plugins/plan", "{\"path\":\"" + jar + "\"}")
                .body());
    }

    private static JsonNode planOf(String id, String operation) {
        return pergola.json("/api/v1/plugins/" + id + "/plan?operation=" + operation);
    }

    private static Map<String, String> effects(JsonNode plan) {
        Map<String, String> effects = new TreeMap<>();
        plan.path("affected")
                .forEach(effect -> effects.put(
                        effect.path("plugin_id").asText(), effect.path("effect").asText()));
        return effects;
    }

    private static String answerOf(String id, String more) {
        String body = "{\"type\":\"PROBE\",\"input\":{}" + more + "}";
        return Instance.parse(pergola.request("POST", "/api/v1/plugins/" + id + "/execute", body)
                        .body())
                .at("/result/version")
                .asText();
    }

    private static void awaitActive(String... ids) {
        for (String id : ids)
            await().untilAsserted(() -> assertThat(pergola.state(id)).as(id).isEqualTo("ACTIVE"));
    }

    private static long bundle(String id) {
        return pergola.json("/api/v1/plugins/" + id).path("bundle_id").asLong();
    }
}
