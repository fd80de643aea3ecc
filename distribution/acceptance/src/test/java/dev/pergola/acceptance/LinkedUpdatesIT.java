package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An update is held to what its dependents use of it, before anything of it is started (R146). */
class LinkedUpdatesIT {
    private static final String UNITS = """
            package units;
            public class Units {
              public static String name() { return "units %s"; }
              public static double doubled(double value) { return value * 2; }
            }
            """;
    private static final String REPORT = """
            package report;
            import dev.pergola.api.ExecutionContext;
            import dev.pergola.api.annotation.*;
            import dev.pergola.api.extension.*;
            import java.util.Map;
            @Plugin(id = "report", name = "Report", author = "Ada", description = "Reports")
            %s
            @org.osgi.service.component.annotations.Component
            @TaskTypes("REPORT")
            public class Report implements TaskProcessor {
              @Override public TaskResult process(Task task, ExecutionContext context) {
                return TaskResult.of(Map.of("units", units.Units.name(), "doubled", units.Units.doubled(2)));
              }
            }
            """;
    private static final String BASE = """
            package base;
            import dev.pergola.api.annotation.*;
            @Plugin(id = "base", name = "Base", author = "Ada", description = "Offers units")
            public class Base {}
            """;

    @TempDir
    Path folder;

    private Path plugins;
    private Instance pergola;

    @BeforeEach
    void start() throws Exception {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        pergola = Instance.ready(folder.resolve("data"), plugins);
    }

    @AfterEach
    void stop() {
        pergola.close();
    }

    @Test
    void aLibraryThatDropsAMethodWhichAPluginUsesIsRefusedWhileTheOldOneServes() {
        Path units = units("1.0.0", UNITS);
        SourceJar.drop(units, plugins, "units.jar");
        SourceJar.drop(report("", units), plugins, "report.jar");
        awaitServedBy("units 1.0.0");
        String before = pergola.get("/api/v1/plugins/report").body();

        SourceJar.drop(units("1.1.0", UNITS.replace("doubled(double", "doubled(long")), plugins, "units.jar");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(explain("units.jar").toString())
                        .contains("linkage-dependent")
                        .contains("report 1.0.0 is to start anew with units 1.1.0 and would not link to it: "
                                + "units.Units.doubled(double) is not in units 1.1.0")
                        .contains("Update report first"));
        assertThat(explain("units.jar").at("/deployments/0/outcome").asText()).isEqualTo("REFUSED");
        assertThat(served()).isEqualTo("units 1.0.0");
        assertThat(Instance.parse(pergola.get("/api/v1/plugins/report").body()).path("bundle_id"))
                .as("it has not been started anew")
                .isEqualTo(Instance.parse(before).path("bundle_id"));

        // One that keeps what is used takes the plugin along, whatever else it drops.
        SourceJar.drop(units("1.2.0", UNITS), plugins, "units.jar");
        awaitServedBy("units 1.2.0");
    }

    @Test
    void aProviderPluginThatDropsAClassIsRefusedWithTheDependentTheClassTheMethodAndTheLine() {
        Path base = base("1.0.0", "units.Units", UNITS);
        SourceJar.drop(base, plugins, "base.jar");
        SourceJar.drop(report("@DependsOn(plugin = \"base\")", base), plugins, "report.jar");
        awaitServedBy("units 1.0.0");
        Path dropped = base("1.1.0", "units.Others", UNITS.replace("class Units", "class Others"));

        String jar = "{\"path\":\"" + dropped + "\"}";
        String plan = pergola.request("POST", "/api/v1/plugins/plan", jar).body();
        HttpResponse<String> refused = pergola.request("POST", "/api/v1/plugins", jar);

        assertThat(plan).contains("linkage.dependent");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        JsonNode verdict = null;
        for (JsonNode each : Instance.parse(refused.body()).path("verdicts")) {
            if (each.path("check").asText().equals("linkage.dependent")) verdict = each;
        }
        assertThat(verdict).as(refused.body()).isNotNull();
        assertThat(verdict.path("verdict").asText()).isEqualTo("block");
        assertThat(verdict.path("message").asText())
                .startsWith("report 1.0.0 is to start anew with base 1.1.0")
                .contains("units.Units is not in base 1.1.0");
        JsonNode evidence = verdict.at("/evidence/0");
        assertThat(evidence.path("where").asText()).isEqualTo("report.Report");
        assertThat(evidence.path("member").asText()).isEqualTo("process(Task, ExecutionContext)");
        assertThat(evidence.path("line").asInt()).isEqualTo(12);
        assertThat(served()).isEqualTo("units 1.0.0");
        assertThat(pergola.version("base")).isEqualTo("1.0.0");
    }

    @Test
    void aStartThatWouldWireAPluginToALibraryWhichLacksWhatItUsesDoesNotStartIt() throws Exception {
        Path units = units("1.0.0", UNITS);
        SourceJar.drop(units, plugins, "units.jar");
        SourceJar.drop(report("", units), plugins, "report.jar");
        awaitServedBy("units 1.0.0");
        SourceJar.drop(units("1.1.0", UNITS.replace("doubled(double", "doubled(long")), plugins, "units-beside.jar");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(explain("units-beside.jar").toString()).contains("1.1.0"));
        assertThat(served()).as("it stays with what it is wired to").isEqualTo("units 1.0.0");

        restart();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pergola.state("report")).isEqualTo("FAILED"));
        assertThat(explain("report").toString())
                .contains("report 1.0.0 is wired to units 1.1.0, and would not link")
                .contains("units.Units.doubled(double) is not in units 1.1.0");

        // Without it, the plugin has what it needs again.
        Files.delete(plugins.resolve("units-beside.jar"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !pergola.get("/api/v1/libraries").body().contains("1.1.0"));
        assertThat(pergola.request("POST", "/api/v1/plugins/report/enable", "{}")
                        .statusCode())
                .isEqualTo(200);
        awaitServedBy("units 1.0.0");
    }

    @Test
    void aRollbackToWhatADependentDoesNotLinkToIsUndone() {
        Path old = base("1.0.0", "units.Units", UNITS.replace("double doubled(double", "double halved(double"));
        Path base = base("1.1.0", "units.Units", UNITS);
        SourceJar.drop(old, plugins, "base.jar");
        await().atMost(Duration.ofSeconds(20)).until(() -> pergola.state("base").equals("ACTIVE"));
        SourceJar.drop(base, plugins, "base.jar");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> pergola.version("base").equals("1.1.0"));
        // Built against one that says it is 1.0.0, so that the ranges of its imports are no help.
        Path against = base("1.0.0", "units.Units", UNITS);
        SourceJar.drop(report("@DependsOn(plugin = \"base\")", against), plugins, "report.jar");
        awaitServedBy("units 1.1.0");

        HttpResponse<String> answer = pergola.request("POST", "/api/v1/plugins/base/rollback", "{}");

        assertThat(answer.body()).contains("report 1.0.0 is wired to base 1.0.0, and would not link");
        assertThat(served()).isEqualTo("units 1.1.0");
        assertThat(pergola.version("base")).isEqualTo("1.1.0");
        assertThat(pergola.state("report")).isEqualTo("ACTIVE");
    }

    private void restart() throws Exception {
        pergola.close();
        pergola = Instance.ready(folder.resolve("data"), plugins);
    }

    private Path units(String version, String source) {
        return SourceJar.of("units", version)
                .source("units.Units", source.formatted(version))
                .exporting("units")
                .build(folder);
    }

    private Path base(String version, String className, String source) {
        return SourceJar.of("base", version)
                .source(className, source.formatted(version))
                .source("base.Base", BASE)
                .exporting("units")
                .build(folder);
    }

    private Path report(String annotation, Path against) {
        return SourceJar.of("report", "1.0.0")
                .source("report.Report", REPORT.formatted(annotation))
                .against(against)
                .build(folder);
    }

    private JsonNode explain(String subject) {
        return Instance.parse(
                pergola.get("/api/v1/plugins/" + subject + "/explain").body());
    }

    private String served() {
        return Instance.parse(
                        pergola.request("POST", "/api/v1/plugins/report/execute", "{\"type\":\"REPORT\",\"input\":{}}")
                                .body())
                .at("/result/units")
                .asText();
    }

    private void awaitServedBy(String units) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(served()).isEqualTo(units));
    }
}
