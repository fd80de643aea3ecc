package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plugins remember can be seen over HTTP as in the shell. */
class StateIT {
    private static final long QUOTA = 1L << 30;
    private static final String STATE = "/api/v1/plugins/counter/state";
    private static HttpRuntime runtime;
    private static Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        client = Client.of(runtime.kernel);
        runtime.states.put("counter", "total", Map.of("n", 12), QUOTA);
        runtime.states.put("counter", "a/b c", Map.of("x", "secret"), QUOTA);
        runtime.states.snapshot("counter", "1.0.0");
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void plugins() {
        runtime.plugins.clear();
        runtime.plugins.add("counter", "1.0.0", PluginState.ACTIVE, "misc");
    }

    @Test
    void listsKeysWithTheirSizesAndTheSnapshots() throws Exception {
        Answer answer = client.get(STATE);
        JsonNode state = answer.json();
        assertThat(state.at("/keys/0").toString()).isEqualTo("{\"key\":\"a/b c\",\"bytes\":14}");
        assertThat(state.at("/keys/1").toString()).isEqualTo("{\"key\":\"total\",\"bytes\":8}");
        assertThat(state.at("/snapshots/0/label").asText()).isEqualTo("1.0.0");
        assertThat(state.get("bytes_used").asLong()).isPositive();
        assertThat(answer.header("X-Total-Count")).isEqualTo("2");
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void leadsFromPageToPage() throws Exception {
        Answer first = client.get(STATE + "?limit=1");
        assertThat(first.json().get("keys")).hasSize(1);
        String next = first.header("Link").replaceAll("<(.*)>.*", "$1");
        assertThat(next).startsWith(STATE + "?");
        assertThat(client.get(next).json().at("/keys/0/key").asText()).isEqualTo("total");
    }

    @Test
    void showsAValueAsItIs() throws Exception {
        assertThat(client.get(STATE + "/total").json().at("/value/n").asInt()).isEqualTo(12);
        JsonNode other = client.get(STATE + "?key=a%2Fb%20c").json();
        assertThat(other.get("key").asText()).isEqualTo("a/b c");
        assertThat(other.at("/value/x").asText()).isEqualTo("secret");
        assertThat(other.get("truncated").asBoolean()).isFalse();
    }

    @Test
    void leavesOutAValueThatIsTooLarge() throws Exception {
        runtime.plugins.add("hoarder", "1.0.0", PluginState.ACTIVE, "misc");
        runtime.states.put("hoarder", "all", Map.of("x", "x".repeat(1 << 20)), QUOTA);
        Answer answer = client.get("/api/v1/plugins/hoarder/state/all");
        assertThat(answer.body()).hasSizeLessThan(200);
        assertThat(answer.json().get("truncated").asBoolean()).isTrue();
        assertThat(answer.json().get("bytes").asInt()).isGreaterThan(1 << 20);
        assertThat(answer.json().has("value")).isFalse();
    }

    @Test
    void saysWhatIsNotThere() throws Exception {
        Answer key = client.get(STATE + "/totl");
        assertThat(key.status()).isEqualTo(404);
        assertThat(key.problem()).isEqualTo("state-not-found");
        assertThat(key.detail()).contains("Did you mean 'total'?", STATE);
        assertThat(client.get("/api/v1/plugins/nobody/state").problem()).isEqualTo("plugin-not-found");
        assertThat(client.get("/api/v1/plugins/nobody/state/x").problem()).isEqualTo("plugin-not-found");
    }

    @Test
    void showsWhatAnUninstalledPluginLeftBehind() throws Exception {
        runtime.plugins.clear();
        assertThat(client.get(STATE + "/total").json().at("/value/n").asInt()).isEqualTo(12);
    }
}
