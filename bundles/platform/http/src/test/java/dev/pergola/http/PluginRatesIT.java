package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that uses the API is held to its rate, whatever it asks for (R114). */
class PluginRatesIT {
    private static HttpRuntime runtime;
    private static Client admin;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of("pergola.http.plugin-requests", "3"));
        admin = Client.of(runtime.kernel);
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @Test
    void aTokenThatWasGivenToAPluginIsCounted() throws Exception {
        Answer issued =
                admin.post("/api/v1/tokens", "{\"name\":\"robot\",\"role\":\"viewer\",\"for_plugin\":\"wordcount\"}");
        assertThat(issued.status()).as(issued.body()).isEqualTo(201);
        assertThat(issued.json().at("/token/for_plugin").asText()).isEqualTo("wordcount");
        Client plugin = admin.withToken(issued.json().get("secret").asText());

        Answer first = plugin.get("/api/v1/whoami");
        assertThat(first.json().get("for_plugin").asText()).isEqualTo("wordcount");
        assertThat(first.header("RateLimit-Policy")).contains("\"plugin\";q=3;w=900");
        assertThat(first.header("RateLimit")).startsWith("\"plugin\";r=2;t=");
        // What it may not do, and what there is not, count too.
        assertThat(plugin.get("/api/v1/tokens").status()).isEqualTo(403);
        assertThat(plugin.get("/api/v1/nothing").status()).isEqualTo(404);

        Answer fourth = plugin.get("/api/v1/whoami");

        assertThat(fourth.status()).isEqualTo(429);
        assertThat(fourth.problem()).isEqualTo("too-many-requests");
        assertThat(Integer.parseInt(fourth.header("Retry-After"))).isBetween(1, 900);
        assertThat(fourth.json().get("plugin").asText()).isEqualTo("wordcount");
        assertThat(admin.get("/api/v1/whoami").status()).isEqualTo(200);
        assertThat(admin.get("/api/v1/whoami").header("RateLimit")).isEmpty();
    }

    @Test
    void aTokenForWhatIsNoPluginsIdIsRefused() throws Exception {
        assertThat(admin.post("/api/v1/tokens", "{\"name\":\"odd\",\"role\":\"viewer\",\"for_plugin\":\"a b\"}")
                        .status())
                .isEqualTo(400);
    }
}
