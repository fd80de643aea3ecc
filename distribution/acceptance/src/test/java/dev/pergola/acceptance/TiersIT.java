package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who decides where a task runs, beside the operator's list of plugins (R23, R24, R100, R133). On the real archive. */
class TiersIT {
    @TempDir
    Path folder;

    private Path plugins;

    @BeforeEach
    void folders() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
    }

    private Instance start(String... settings) {
        String[] arguments = new String[settings.length * 2];
        for (int i = 0; i < settings.length; i++) {
            arguments[2 * i] = "--set";
            arguments[2 * i + 1] = settings[i];
        }
        return Instance.quick(folder.resolve("data"), plugins, arguments);
    }

    private static void active(Instance pergola, String id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> pergola.state(id).equals("ACTIVE"));
    }

    private static String where(Instance pergola, String id) {
        JsonNode answer = pergola.probe(id, "{\"do\":\"where\"}");
        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("success");
        return answer.at("/result/did").asText();
    }

    @Test
    void aPluginWhoseCallsTurnOutHeavyIsMovedAndAnEventSaysWhy() {
        ProbeJar.of("heavy", "1.0.0").dropInto(plugins);
        ProbeJar.of("light", "1.0.0").dropInto(plugins);
        try (Instance pergola = start("sandbox.heavy-cpu-time=30ms")) {
            active(pergola, "heavy");
            active(pergola, "light");
            String kernel = where(pergola, "heavy");
            for (int call = 0; call < 6; call++) {
                pergola.probe("heavy", "{\"do\":\"burn\",\"millis\":200}");
                pergola.probe("light", "{\"do\":\"burn\",\"millis\":1}");
            }

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !where(pergola, "heavy").equals(kernel));
            assertThat(pergola.json("/api/v1/sandboxes").findValuesAsText("plugin_id"))
                    .containsExactly("heavy");
            assertThat(pergola.json("/api/v1/plugins/heavy/placement")
                            .path("where")
                            .asText())
                    .isEqualTo("SANDBOX");
            assertThat(pergola.json("/api/v1/plugins/heavy/placement")
                            .path("why")
                            .asText())
                    .contains("earlier calls");
            assertThat(pergola.get("/api/v1/plugins/nobody/placement").statusCode())
                    .isEqualTo(404);
            assertThat(folder.resolve("data/log/pergola.log"))
                    .content()
                    .contains("heavy 1.0.0", "is moved into a sandbox", "sandbox.heavy-cpu-time");
        }
    }

    @Test
    void metricsTellWhatContainsSandboxesAndCountTheCallsInThem() {
        ProbeJar.of("apart", "1.0.0").dropInto(plugins);
        ProbeJar.of("here", "1.0.0").dropInto(plugins);
        try (Instance pergola = start("sandbox.plugins=apart", "sandbox.isolation=C")) {
            active(pergola, "apart");
            active(pergola, "here");
            where(pergola, "apart");
            where(pergola, "here");

            await().untilAsserted(() -> assertThat(
                            pergola.get("/api/v1/metrics").body().lines())
                    .contains(
                            "pergola_sandbox_isolation_info{tier=\"C\",works=\"true\"} 1",
                            "pergola_sandboxes{state=\"ready\"} 1.0",
                            "pergola_calls_total{outcome=\"success\",plugin=\"apart\",tier=\"sandbox\"} 1.0",
                            "pergola_calls_total{outcome=\"success\",plugin=\"here\",tier=\"in_process\"} 1.0",
                            "pergola_call_duration_seconds_count{plugin=\"apart\",tier=\"sandbox\"} 1",
                            "pergola_plugins{state=\"active\"} 2.0",
                            "pergola_jobs{status=\"queued\"} 0.0",
                            "pergola_metric_sources{outcome=\"missing\"} 0.0")
                    .anyMatch(line -> line.startsWith("pergola_sandbox_memory_bytes{plugin=\"apart\"} "))
                    .anyMatch(line -> line.startsWith("process_cpu_seconds_total ")));
        }
    }

    @Test
    void eachCallOfAPluginThatNobodyVouchesForHasASandboxOfItsOwn() {
        ProbeJar.of("stranger", "1.0.0").dropInto(plugins);
        try (Instance pergola = start("sandbox.trust=known", "sandbox.untrusted-uncontained=true")) {
            active(pergola, "stranger");
            Set<String> places = new HashSet<>();
            for (int call = 0; call < 3; call++) {
                places.add(where(pergola, "stranger"));
                pergola.probe("stranger", "{\"count\":1}");
            }

            assertThat(places).hasSize(3);
            assertThat(pergola.probe("stranger", "{\"count\":1}")
                            .at("/result/count")
                            .asInt())
                    .as("what it remembers")
                    .isEqualTo(4);
        }
    }

    @Test
    void whereSandboxesAreNotContainedItIsNotRunUnlessTheOperatorSaysSo() {
        ProbeJar.of("stranger", "1.0.0").dropInto(plugins);
        try (Instance pergola = start("sandbox.trust=trusted", "sandbox.isolation=C")) {
            active(pergola, "stranger");

            JsonNode refused = pergola.probe("stranger", "{\"do\":\"where\"}");
            assertThat(refused.path("status").asText()).isEqualTo("failed");
            assertThat(refused.at("/error/message").asText())
                    .contains(
                            "stranger 1.0.0",
                            "not trusted",
                            "tier C",
                            "sandbox:doctor",
                            "sandbox.untrusted-uncontained");
            assertThat(pergola.json("/api/v1/sandboxes")).isEmpty();
        }
        try (Instance pergola = start("sandbox.trust=trusted", "sandbox.in-process=stranger")) {
            active(pergola, "stranger");
            assertThat(where(pergola, "stranger")).isNotEmpty();
            assertThat(pergola.json("/api/v1/sandboxes")).isEmpty();
        }
    }
}
