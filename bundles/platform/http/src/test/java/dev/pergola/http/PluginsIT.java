package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginState;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R190, R192, R193, R194, R198. */
class PluginsIT {
    private static HttpRuntime runtime;
    private static Client client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of());
        client = Client.of(runtime.kernel);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void plugins() {
        runtime.plugins.clear();
        runtime.plugins.add("counter", "2.0.0", PluginState.LOADED, "demo");
        runtime.plugins.add("thumbs", "1.0.0", PluginState.FAILED, "images");
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
    }

    @Test
    void listsPluginsAsAnArray() throws Exception {
        Answer answer = client.get("/api/v1/plugins");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("X-Total-Count")).isEqualTo("3");
        assertThat(answer.json().findValuesAsText("id")).containsExactly("counter", "thumbs", "wordcount");
        JsonNode thumbs = answer.json().get(1);
        assertThat(thumbs.get("status").asText()).isEqualTo("error");
        assertThat(thumbs.get("state").asText()).isEqualTo("FAILED");
        assertThat(thumbs.at("/problems/0/remedy").asText()).isEqualTo("Mend it");
        assertThat(thumbs.get("installed_at").asText()).isEqualTo("2026-11-21T10:00:00Z");
        assertThat(thumbs.at("/permissions/0/permission").asText()).isEqualTo("filesystem.read");
        assertThat(thumbs.at("/permissions_enforced").isBoolean()).isTrue();
        assertThat(thumbs.at("/permissions_enforced").asBoolean()).isFalse();
        assertThat(thumbs.at("/dependencies/0/versions").asText()).isEqualTo("[1.0.0,2.0.0)");
        assertThat(thumbs.at("/node_types/0").asText()).isEqualTo("thumbs.node");
    }

    @Test
    void filtersByStatusStateCategoryAndText() throws Exception {
        assertThat(ids("?status=active")).containsExactly("wordcount");
        assertThat(ids("?status=inactive")).containsExactly("counter");
        assertThat(ids("?status=error")).containsExactly("thumbs");
        assertThat(ids("?status=loaded")).containsExactly("counter");
        assertThat(ids("?status=FAILED&category=text")).isEmpty();
        assertThat(ids("?category=TEXT")).containsExactly("wordcount");
        assertThat(ids("?q=UMBS-t")).containsExactly("thumbs");
    }

    private static List<String> ids(String query) throws Exception {
        return client.get("/api/v1/plugins" + query).json().findValuesAsText("id");
    }

    @Test
    void pagesThroughTheListWithoutGapsWhilePluginsComeAndGo() throws Exception {
        List<String> seen = new ArrayList<>();
        Answer page = client.get("/api/v1/plugins?limit=1");
        seen.addAll(page.json().findValuesAsText("id"));
        runtime.plugins.uninstall("counter", java.util.Optional.empty(), java.util.Set.of(), "test");
        runtime.plugins.add("aaa", "1.0.0", PluginState.ACTIVE, "text");
        while (!page.header("Link").isEmpty()) {
            assertThat(page.header("Link")).endsWith("; rel=\"next\"");
            String next = page.header("Link");
            page = client.get(next.substring(1, next.indexOf('>')));
            seen.addAll(page.json().findValuesAsText("id"));
        }
        assertThat(seen).containsExactly("counter", "thumbs", "wordcount");
    }

    @Test
    void refusesParametersThatItDoesNotKnow() throws Exception {
        assertThat(client.get("/api/v1/plugins?catgory=text").detail())
                .contains("'catgory' is not known", "Did you mean 'category'?");
        assertThat(client.get("/api/v1/plugins?status=actve").detail()).contains("Did you mean 'active'?");
        assertThat(client.get("/api/v1/plugins?limit=0").detail()).contains("from 1 to 1000");
        assertThat(client.get("/api/v1/plugins?limit=many").detail()).contains("whole number");
        assertThat(client.get("/api/v1/plugins?limit=1&limit=2").detail()).contains("given twice");
        assertThat(client.get("/api/v1/plugins?cursor=!").problem()).isEqualTo("invalid-request");
        assertThat(client.get("/api/v1/plugins?limit=1").status()).isEqualTo(200);
    }

    @Test
    void keepsTheOldAddressOfTheList() throws Exception {
        assertThat(client.get("/api/plugins/list?limit=2").json().findValuesAsText("id"))
                .containsExactly("counter", "thumbs");
        assertThat(client.get("/api/plugins/list?limit=2").header("Link")).startsWith("</api/plugins/list?");
    }

    @Test
    void showsAPluginAndAVersionOfIt() throws Exception {
        runtime.plugins.add("wordcount", "1.1.0", PluginState.ACTIVE, "text");
        assertThat(client.get("/api/v1/plugins/wordcount").json().get("version").asText())
                .isEqualTo("1.1.0");
        assertThat(client.get("/api/v1/plugins/wordcount?version=1.0.0")
                        .json()
                        .get("current")
                        .asBoolean())
                .isFalse();
        Answer missing = client.get("/api/v1/plugins/wordcont");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.problem()).isEqualTo("plugin-not-found");
        assertThat(missing.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(client.get("/api/v1/plugins/wordcount?version=9.0.0").status())
                .isEqualTo(404);
    }

    @Test
    void uninstalls() throws Exception {
        Answer answer = client.delete("/api/v1/plugins/wordcount?keepState=true&keep_permissions=true&version=1.0.0");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(runtime.plugins.operations).containsExactly("admin uninstall wordcount 1.0.0 keep keep-permissions");
        assertThat(client.delete("/api/v1/plugins/wordcount").status()).isEqualTo(404);
    }

    @Test
    void keepsTheConnectionWhereABodyThatNobodyAskedForComesLate() throws Exception {
        URI address = runtime.kernel.address();
        String head = "POST /api/v1/plugins/wordcount/enable HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + client.token() + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n";
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            send(socket, head);
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(10_000);
            send(socket, "{}" + head + "{}");

            StringBuilder answers = new StringBuilder();
            while (answers.indexOf("HTTP/1.1 200", answers.indexOf("HTTP/1.1 200") + 1) < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as(answers + " and then the end").isNotNegative();
                answers.append((char) next);
            }
            assertThat(answers.toString()).doesNotContain("Connection: close");
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void startsAndStops() throws Exception {
        Answer disabled = client.post("/api/v1/plugins/wordcount/disable");
        assertThat(disabled.status()).isEqualTo(200);
        assertThat(disabled.json().get("outcome").asText()).isEqualTo("DONE");
        assertThat(disabled.json().at("/plugin/status").asText()).isEqualTo("inactive");
        assertThat(client.post("/api/v1/plugins/wordcount/enable", "{}")
                        .json()
                        .at("/plugin/status")
                        .asText())
                .isEqualTo("active");
        assertThat(client.post("/api/v1/plugins/wordcount/enable")
                        .json()
                        .get("outcome")
                        .asText())
                .isEqualTo("UNCHANGED");
        assertThat(client.post("/api/v1/plugins/wordcount/reload")
                        .json()
                        .get("took_ms")
                        .asInt())
                .isEqualTo(12);
        assertThat(client.post("/api/v1/plugins/wordcount/reconsider")
                        .json()
                        .get("operation")
                        .asText())
                .isEqualTo("reconsider");
        assertThat(client.post("/api/v1/plugins/nobody/enable").status()).isEqualTo(404);
        assertThat(client.post("/api/v1/plugins/nobody/reconsider").status()).isEqualTo(404);
        assertThat(runtime.plugins.operations)
                .containsExactly(
                        "admin disable wordcount",
                        "admin enable wordcount",
                        "admin enable wordcount",
                        "admin reload wordcount",
                        "admin reconsider wordcount");
    }

    @Test
    void rollsBack() throws Exception {
        assertThat(client.post("/api/v1/plugins/wordcount/rollback").status()).isEqualTo(200);
        client.post("/api/v1/plugins/wordcount/rollback", "{\"version\":\"0.9.0\",\"keepState\":true}");
        assertThat(runtime.plugins.operations)
                .containsExactly("admin rollback wordcount", "admin rollback 0.9.0 keep wordcount");
        Answer refused = client.post("/api/v1/plugins/wordcount/rollback", "{\"version\":\"0.0.1\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("deployment-refused");
        assertThat(refused.detail()).isEqualTo("Version 0.0.1 is not kept. Choose another.");
        assertThat(refused.json().at("/problems/0/code").asText()).isEqualTo("no-version");
    }

    @Test
    void plansAndExplains() throws Exception {
        JsonNode plan =
                client.get("/api/v1/plugins/wordcount/plan?operation=uninstall").json();
        assertThat(plan.get("feasible").asBoolean()).isFalse();
        assertThat(plan.get("verdicts").findValuesAsText("verdict")).containsExactly("warn", "hold", "failed");
        assertThat(plan.at("/affected/0/effect").asText()).isEqualTo("restart");
        assertThat(client.get("/api/v1/plugins/wordcount/plan").detail()).contains("'operation' is missing");
        assertThat(client.get("/api/v1/plugins/nobody/plan?operation=enable").status())
                .isEqualTo(404);
        JsonNode explanation =
                client.get("/api/v1/plugins/word%20count.jar/explain").json();
        assertThat(client.get("/api/v1/explain?subject=word%20count.jar").json())
                .isEqualTo(explanation);
        assertThat(client.get("/api/v1/explain?subject=%2Fplugins%2Fwordcount.jar")
                        .status())
                .isIn(200, 404);
        assertThat(client.get("/api/v1/explain").status()).isEqualTo(400);
        assertThat(explanation.get("subject").asText()).isEqualTo("word count.jar");
        assertThat(explanation.has("plugin")).isFalse();
        assertThat(client.get("/api/v1/plugins/wordcount/explain")
                        .json()
                        .at("/plugin/id")
                        .asText())
                .isEqualTo("wordcount");
    }

    @Test
    void configures() throws Exception {
        Answer set =
                client.put("/api/v1/plugins/wordcount/configuration", "{\"greeting\":\"hi\",\"password\":\"secret\"}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.json().at("/values/password").asText()).isEqualTo("********");
        assertThat(set.json().get("revision").asInt()).isEqualTo(1);
        assertThat(set.json().at("/schema/properties/greeting/type").asText()).isEqualTo("string");

        Answer changed =
                client.put("/api/v1/plugins/wordcount", "{\"config\":{\"greeting\":\"ho\",\"password\":\"********\"}}");
        assertThat(changed.json().get("id").asText()).isEqualTo("wordcount");
        assertThat(runtime.plugins.configured("wordcount"))
                .containsEntry("password", "secret")
                .containsEntry("greeting", "ho");

        Answer history = client.get("/api/v1/plugins/wordcount/configuration/history");
        assertThat(history.json().findValuesAsText("revision")).containsExactly("2", "1");
        assertThat(history.body()).doesNotContain("secret").contains("\"author\":\"admin\"");
        assertThat(client.get("/api/v1/plugins/wordcount/configuration").body()).doesNotContain("secret", "under_way");
        assertThat(client.put("/api/v1/plugins/wordcount/configuration", "{\"slow\":1}")
                        .json()
                        .path("under_way")
                        .asBoolean())
                .isTrue();
    }

    /** R313. */
    @Test
    void goesBackToAnEarlierConfiguration() throws Exception {
        String path = "/api/v1/plugins/wordcount/configuration";
        Answer nothing = client.post(path + "/rollback");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.problem()).isEqualTo("revision-not-found");
        client.put(path, "{\"greeting\":\"one\",\"password\":\"secret\"}");
        client.put(path, "{\"greeting\":\"two\"}");
        Answer before = client.post(path + "/rollback");
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.json().get("revision").asInt()).isEqualTo(3);
        assertThat(before.json().at("/values/greeting").asText()).isEqualTo("one");
        assertThat(before.body()).doesNotContain("secret");
        assertThat(runtime.plugins.configured("wordcount")).containsEntry("password", "secret");
        assertThat(client.post(path + "/rollback", "{\"revision\":2}")
                        .json()
                        .at("/values/greeting")
                        .asText())
                .isEqualTo("two");
        assertThat(client.post(path + "/rollback", "{\"revision\":4}")
                        .json()
                        .get("revision")
                        .asInt())
                .as("it is there already")
                .isEqualTo(4);
        client.post(path + "/rollback", "{\"revision\":0}");
        assertThat(runtime.plugins.configured("wordcount")).isEmpty();
        Answer missing = client.post(path + "/rollback", "{\"revision\":77}");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.detail()).contains("no revision 77", "/wordcount/configuration/history");
        assertThat(client.post("/api/v1/plugins/nobody/configuration/rollback").problem())
                .isEqualTo("plugin-not-found");
    }

    @Test
    void refusesAConfigurationThatDoesNotFit() throws Exception {
        Answer refused = client.put("/api/v1/plugins/wordcount/configuration", "{\"wrong\":1}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("invalid-configuration");
        assertThat(refused.json().at("/problems/0/remedy").asText()).isEqualTo("Remove it");
        assertThat(client.put("/api/v1/plugins/wordcount", "{\"configuration\":{}}")
                        .detail())
                .contains("'configuration' is not known", "Known are: config.");
        assertThat(client.put("/api/v1/plugins/wordcount", "{}").detail()).contains("'config' is missing");
        assertThat(client.put("/api/v1/plugins/nobody/configuration", "{}").status())
                .isEqualTo(404);
        assertThat(client.get("/api/v1/plugins/nobody/configuration").status()).isEqualTo(404);
    }

    @Test
    void listsLibraries() throws Exception {
        assertThat(client.get("/api/v1/libraries").json().at("/0/symbolic_name").asText())
                .isEqualTo("a.library");
    }
}
