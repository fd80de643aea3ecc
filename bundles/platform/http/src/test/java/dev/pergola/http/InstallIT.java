package dev.pergola.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.testing.Client;
import dev.pergola.http.testing.Client.Answer;
import dev.pergola.http.testing.HttpRuntime;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.PluginState;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R191, R197. */
class InstallIT {
    private static final String MIB_OF_TEXT = "x".repeat(1 << 20);
    private static HttpRuntime runtime;
    private static Client client;

    @TempDir
    Path jars;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        runtime = HttpRuntime.start(folder, Map.of("pergola.http.upload-max-mb", "1", "pergola.http.max-body-mb", "1"));
        client = Client.of(runtime.kernel);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
    }

    @BeforeEach
    void plugins() {
        runtime.plugins.clear();
    }

    @Test
    void installsAJarOfTheMachineItself() throws Exception {
        Path jar = Client.jar(jars, "wordcount 1.0.0");
        Answer answer = client.post("/api/v1/plugins", "{\"path\":\"" + jar + "\"}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/plugins/wordcount");
        assertThat(answer.json().at("/plugin/version").asText()).isEqualTo("1.0.0");
        assertThat(answer.json().get("outcome").asText()).isEqualTo("DONE");
        assertThat(runtime.plugins.jars).containsExactly(jar);
        assertThat(runtime.plugins.operations).containsExactly("admin install wordcount 1.0.0");

        Answer again = client.post("/api/plugins/install", "{\"path\":\"" + jar + "\"}");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("outcome").asText()).isEqualTo("UNCHANGED");
    }

    @Test
    void passesOptionsOn() throws Exception {
        Path jar = Client.jar(jars, "wordcount 1.0.0 wait");
        String options = ",\"enabled\":false,\"sideBySide\":true,\"config\":{\"a\":[1]}}";
        assertThat(client.post("/api/v1/plugins", "{\"path\":\"" + jar + "\"" + options)
                        .status())
                .isEqualTo(201);
        assertThat(runtime.plugins.lastOptions).isEqualTo(new InstallOptions(false, true, Map.of("a", List.of(1))));
    }

    @Test
    void takesOptionsFromTheQueryWhereTheBodyLeavesThemOpen() throws Exception {
        String query = "/api/v1/plugins?side_by_side=true&enabled=false";
        String path = "{\"path\":\"" + Client.jar(jars, "wordcount 1.0.0 wait") + "\"";
        client.post(query, path + "}");
        assertThat(runtime.plugins.lastOptions).isEqualTo(new InstallOptions(false, true, Map.of()));
        client.post(query, path + ",\"enabled\":true,\"side_by_side\":false}");
        assertThat(runtime.plugins.lastOptions).isEqualTo(new InstallOptions(true, false, Map.of()));
        client.post(query, "{\"url\":\"https://example.org/wordcount/1.0.0\"}");
        assertThat(runtime.plugins.lastOptions).isEqualTo(new InstallOptions(false, true, Map.of()));
    }

    @Test
    void installsFromAUrl() throws Exception {
        Answer answer = client.post("/api/v1/plugins", "{\"url\":\"https://example.org/wordcount/1.0.0\"}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(client.post("/api/v1/plugins", "{\"url\":\"ftp://example.org/x\"}")
                        .detail())
                .contains("http:, https: or file:");
        assertThat(client.post("/api/v1/plugins", "{\"url\":\"http://[\"}").status())
                .isEqualTo(400);
    }

    @Test
    void installsALibrary() throws Exception {
        Answer answer = client.post("/api/v1/plugins", "{\"path\":\"" + Client.jar(jars, "library") + "\"}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/libraries");
        assertThat(answer.json().has("plugin")).isFalse();
    }

    @Test
    void tellsWhatIsWrongWithARefusedPlugin() throws Exception {
        Answer refused =
                client.post("/api/v1/plugins", "{\"path\":\"" + Client.jar(jars, "wordcount 2.0.0 refuse") + "\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("deployment-refused");
        assertThat(refused.detail()).isEqualTo("engine: needs engine 9. Update Pergola.");
        assertThat(refused.json().get("verdicts").findValuesAsText("verdict")).containsExactly("pass", "block");
        assertThat(refused.json().at("/verdicts/1/code").asText()).isEqualTo("engine");
        Answer broken =
                client.post("/api/v1/plugins", "{\"path\":\"" + Client.jar(jars, "wordcount 2.0.0 break") + "\"}");
        assertThat(broken.status()).isEqualTo(422);
        assertThat(broken.problem()).isEqualTo("deployment-failed");
        assertThat(broken.json().get("outcome").asText()).isEqualTo("ROLLED_BACK");
    }

    @Test
    void refusesRequestsThatMakeNoSense() throws Exception {
        assertThat(client.post("/api/v1/plugins", "{}").detail()).contains("exactly one of 'path', 'url'");
        assertThat(client.post("/api/v1/plugins", "{\"path\":\"/a\",\"url\":\"http://b\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/api/v1/plugins", "{\"path\":\"a.jar\"}").detail())
                .contains("absolute");
        assertThat(client.post("/api/v1/plugins", "{\"path\":\"/not/there.jar\"}")
                        .detail())
                .contains("no file");
        assertThat(client.post("/api/v1/plugins", "{\"path\":\"/a\",\"version\":\"1\"}")
                        .detail())
                .contains("'version'");
        assertThat(client.post("/api/v1/plugins", "{\"pth\":\"/a\"}").detail()).contains("Did you mean 'path'?");
        assertThat(client.post("/api/v1/plugins").detail()).contains("body is missing", "multipart/form-data");
    }

    @Test
    void installsByIdOnlyWhatIsThere() throws Exception {
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        Answer there = client.post(
                "/api/v1/plugins",
                "{\"plugin_id\":\"wordcount\",\"version\":\"1.0.0\",\"config\":{\"greeting\":\"hi\"}}");
        assertThat(there.status()).isEqualTo(200);
        assertThat(runtime.plugins.configured("wordcount")).containsEntry("greeting", "hi");
        Answer missing = client.post("/api/v1/plugins", "{\"plugin_id\":\"wordcount\",\"version\":\"2.0.0\"}");
        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.problem()).isEqualTo("no-registry");
        assertThat(missing.detail())
                .contains("'wordcount' in version 2.0.0 is not installed", "no registry", "Upload the jar");
    }

    @Test
    void installsAnUploadedForm() throws Exception {
        Answer answer = upload("/api/v1/plugins", "wordcount 1.0.0", Map.of("enabled", "false", "config", "{\"a\":1}"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(runtime.plugins.lastOptions)
                .isEqualTo(new InstallOptions(false, false, Map.of("a", 1), "upload:word_count.jar"));
        Path jar = runtime.plugins.jars.get(0);
        assertThat(jar.getFileName()).hasToString("word_count.jar");
        assertThat(jar.startsWith(runtime.kernel.data().resolve("tmp"))).isTrue();
        assertNothingIsLeft();
    }

    @Test
    void refusesFormsThatMakeNoSense() throws Exception {
        assertThat(upload("/api/v1/plugins", "a 1", Map.of("enable", "true")).detail())
                .contains("Did you mean 'enabled'?");
        assertThat(upload("/api/v1/plugins", "a 1", Map.of("enabled", "yes")).detail())
                .contains("true or false");
        assertThat(upload("/api/v1/plugins", "a 1", Map.of("config", "[]")).detail())
                .contains("JSON object");
        assertThat(upload("/api/v1/plugins", "a 1", Map.of("config", "{")).problem())
                .isEqualTo("malformed-json");
        assertThat(upload("/api/v1/plugins", "a 1", Map.of("config", "x".repeat(70_000)))
                        .detail())
                .contains("too long");
        String noFile = "--b\r\nContent-Disposition: form-data; name=\"enabled\"\r\n\r\ntrue\r\n--b--\r\n";
        assertThat(form("/api/v1/plugins", noFile).detail()).contains("no field named 'file'");
        assertThat(form("/api/v1/plugins", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc")
                        .status())
                .isEqualTo(400);
        assertThat(runtime.plugins.operations).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void installsARawBodyThatIsStreamed() throws Exception {
        var streamed = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream("wordcount 1.0.0".getBytes()));
        Answer answer = client.send(client.request("POST", "/api/v1/plugins?enabled=false&side_by_side=true", streamed)
                .header("Content-Type", "application/java-archive"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(runtime.plugins.lastOptions)
                .isEqualTo(new InstallOptions(false, true, Map.of(), "upload:upload.jar"));
        client.send(client.request("POST", "/api/v1/plugins", BodyPublishers.ofString("wordcount 1.1.0"))
                .header("Content-Type", "application/java-archive")
                .header("Content-Disposition", "attachment; filename=\"my words.jar\""));
        assertThat(runtime.plugins.lastOptions.source()).isEqualTo("upload:my_words.jar");
        assertNothingIsLeft();
    }

    @Test
    void boundsWhatIsUploaded() throws Exception {
        Answer announced = raw(MIB_OF_TEXT + "x");
        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.detail()).contains("1048576 bytes", "pergola.http.upload-max-mb");
        var streamed = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream((MIB_OF_TEXT + "x").getBytes()));
        Answer found = client.send(
                client.request("POST", "/api/v1/plugins", streamed).header("Content-Type", "application/octet-stream"));
        assertThat(found.status()).isEqualTo(413);
        assertThat(upload("/api/v1/plugins", MIB_OF_TEXT + "x", Map.of()).status())
                .isEqualTo(413);
        assertThat(raw("wordcount 1.0.0 " + "x".repeat((1 << 20) - 16)).status())
                .isEqualTo(201);
        assertThat(client.post("/api/v1/plugins", "{\"path\":\"" + MIB_OF_TEXT + "\"}")
                        .status())
                .isEqualTo(413);
        assertNothingIsLeft();
    }

    @Test
    void refusesOtherMediaTypes() throws Exception {
        Answer answer = client.send(client.request("POST", "/api/v1/plugins", BodyPublishers.ofString("<xml/>"))
                .header("Content-Type", "application/xml; charset=utf-8"));
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.detail()).contains("'application/xml'", "application/java-archive");
        Answer zipped = client.send(client.request("POST", "/api/v1/plugins", BodyPublishers.ofString("{}"))
                .header("Content-Encoding", "gzip"));
        assertThat(zipped.status()).isEqualTo(415);
    }

    @Test
    void plansWithoutInstalling() throws Exception {
        Answer plan = upload("/api/v1/plugins/plan", "wordcount 1.0.0", Map.of());
        assertThat(plan.status()).isEqualTo(200);
        assertThat(plan.json().get("plugin_id").asText()).isEqualTo("wordcount");
        assertThat(runtime.plugins.operations).isEmpty();
        assertThat(client.post("/api/v1/plugins/plan", "{\"url\":\"http://a/b\"}")
                        .detail())
                .contains("the jar itself");
    }

    @Test
    void updatesOnlyThePluginThatIsNamed() throws Exception {
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        String jar = "{\"path\":\"" + Client.jar(jars, "wordcount 1.1.0") + "\"}";
        Answer updated = client.post("/api/v1/plugins/wordcount/update", jar);
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json().at("/plugin/version").asText()).isEqualTo("1.1.0");
        Answer other = client.post(
                "/api/v1/plugins/wordcount/update", "{\"path\":\"" + Client.jar(jars, "thumbs 1.1.0") + "\"}");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.detail()).contains("the plugin thumbs, not wordcount");
        assertThat(client.post("/api/v1/plugins/nobody/update", jar).status()).isEqualTo(404);
    }

    @Test
    void updatesFromAUrl() throws Exception {
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        String update = "/api/v1/plugins/wordcount/update";
        Answer updated = client.post(update, "{\"url\":\"https://example.org/wordcount/1.1.0\"}");
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json().at("/plugin/version").asText()).isEqualTo("1.1.0");
        Answer other = client.post(update, "{\"url\":\"https://example.org/thumbs/1.1.0\"}");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.detail()).contains("not wordcount but thumbs, which has been installed", "DELETE");
    }

    @Test
    void updatesFromWhereAPluginCameFrom() throws Exception {
        runtime.plugins.add("wordcount", "1.0.0", PluginState.ACTIVE, "text");
        Answer gone = client.post("/api/v1/plugins/wordcount/update");
        assertThat(gone.status()).isEqualTo(400);
        assertThat(gone.detail()).contains("no file /plugins/wordcount-1.0.0.jar");
    }

    @Test
    void saysSoWhereThereIsNoRoom() throws Exception {
        Path tmp = runtime.kernel.data().resolve("tmp");
        raw("a 1");
        assertNothingIsLeft();
        Files.delete(tmp);
        Files.writeString(tmp, "in the way");
        try {
            Answer answer = raw("wordcount 1.0.0");
            assertThat(answer.status()).isEqualTo(507);
            assertThat(answer.detail()).doesNotContain(tmp.toString());
        } finally {
            Files.delete(tmp);
        }
    }

    private static Answer raw(String content) throws Exception {
        return client.send(client.request("POST", "/api/v1/plugins", BodyPublishers.ofString(content))
                .header("Content-Type", "application/java-archive"));
    }

    private static Answer upload(String path, String content, Map<String, String> fields) throws Exception {
        StringBuilder form = new StringBuilder();
        fields.forEach((name, value) -> form.append("--b\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        form.append("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../x/word count.jar\"\r\n")
                .append("Content-Type: application/java-archive\r\n\r\n")
                .append(content)
                .append("\r\n--b--\r\n");
        return form(path, form.toString());
    }

    private static Answer form(String path, String form) throws Exception {
        return client.send(client.request("POST", path, BodyPublishers.ofString(form))
                .header("Content-Type", "multipart/form-data; boundary=b"));
    }

    private static void assertNothingIsLeft() {
        assertThat(runtime.kernel.data().resolve("tmp")).isEmptyDirectory();
    }
}
