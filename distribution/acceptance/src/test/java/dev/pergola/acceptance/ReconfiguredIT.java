package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New configuration is what the next call sees (R68, R193). */
class ReconfiguredIT {
    /** Takes its time over each change, as one does that connects anew. */
    private static final String SOURCE = """
            package %1$s;
            import dev.pergola.api.ExecutionContext;
            import dev.pergola.api.annotation.*;
            import dev.pergola.api.extension.*;
            import java.util.Map;
            import java.util.concurrent.locks.LockSupport;
            @Plugin(id = "%1$s", name = "Configured", author = "Ada", description = "Is configured")
            @org.osgi.service.component.annotations.Component(configurationPid = "%1$s")
            @TaskTypes("SHOW")
            public class Configured implements TaskProcessor {
              private volatile String value = "";
              @org.osgi.service.component.annotations.Activate
              public Configured(Map<String, Object> properties) { take(properties); }
              %2$s
              void take(Map<String, Object> properties) {
                String given = String.valueOf(properties.get("value"));
                LockSupport.parkNanos(given.startsWith("slow") ? 9_000_000_000L : 150_000_000L);
                value = given;
              }
              @Override public TaskResult process(Task task, ExecutionContext context) {
                return TaskResult.of(Map.of("value", value));
              }
            }
            """;

    @TempDir
    Path folder;

    private Instance pergola;

    @BeforeEach
    void start() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        pergola = Instance.ready(folder.resolve("data"), plugins);
        for (String id : new String[] {"modified", "activated"}) {
            String mark = id.equals("modified") ? "@org.osgi.service.component.annotations.Modified" : "";
            Path jar = SourceJar.of(id, "1.0.0")
                    .source(id + ".Configured", SOURCE.formatted(id, mark))
                    .build(folder);
            SourceJar.drop(jar, plugins, id + ".jar");
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(pergola.state("modified")).isEqualTo("ACTIVE");
            assertThat(pergola.state("activated")).isEqualTo("ACTIVE");
        });
    }

    @AfterEach
    void stop() {
        pergola.close();
    }

    @Test
    void theNextCallSeesItWhetherTheComponentIsModifiedOrActivatedAnew() {
        for (String id : new String[] {"modified", "activated"}) {
            for (int i = 0; i < 5; i++) {
                JsonNode set = configure(id, id + " " + i);
                assertThat(set.has("under_way")).as(set.toString()).isFalse();
                assertThat(shown(id)).as(set.toString()).isEqualTo(id + " " + i);
            }
            Instance.Ran shell = pergola.pergola("shell", "plugin:config " + id + " set value=shell");
            assertThat(shell.exitCode()).as(shell.err()).isZero();
            assertThat(shown(id)).isEqualTo("shell");
        }
    }

    @Test
    void oneThatTakesLongIsSaidToBeUnderWay() {
        assertThat(configure("modified", "slow").path("under_way").asBoolean()).isTrue();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(shown("modified")).isEqualTo("slow"));
    }

    private JsonNode configure(String id, String value) {
        return Instance.parse(
                pergola.request("PUT", "/api/v1/plugins/" + id + "/configuration", "{\"value\":\"" + value + "\"}")
                        .body());
    }

    private String shown(String id) {
        return Instance.parse(pergola.request(
                                "POST", "/api/v1/plugins/" + id + "/execute", "{\"type\":\"SHOW\",\"input\":{}}")
                        .body())
                .at("/result/value")
                .asText();
    }
}
