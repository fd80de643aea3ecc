package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a grant may say beside a permission, and what becomes of it: until when, where, whose plugins, and after those are
 * gone (R118, R126, R130, R132). On the archive, with enforcement on.
 */
class GrantsIT {
    private static final String PERMISSION = "filesystem.write";

    @TempDir
    static Path folder;

    private static Path plugins;
    private static Path notes;
    private static Instance pergola;

    @BeforeAll
    static void start() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        notes = Files.createDirectories(folder.resolve("notes"));
        pergola = Instance.ready(
                folder.resolve("data"),
                plugins,
                "--set",
                "security.enforcement=true",
                "--set",
                "permissions.quarantine-after=3");
    }

    @AfterAll
    static void stop() {
        pergola.close();
    }

    @Test
    void aGrantEndsAtItsTime() {
        ready("dated");
        Instant end = Instant.now().plusSeconds(6);
        grant("dated", "\"until\":\"" + end + "\"");
        assertThat(keep("dated", "before.txt")).isEqualTo("success");
        // Asked again and again, so that whoever remembers answers would have one.
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !keep("dated", "before.txt").equals("success")
                        || Instant.now().isAfter(end));
        await().atMost(Duration.ofSeconds(5)).until(() -> Instant.now().isAfter(end));
        assertThat(keep("dated", "after.txt")).isEqualTo("security_violation");
        assertThat(notes.resolve("after.txt")).doesNotExist();
        assertThat(shell("permission:list dated")).contains("expired");
    }

    @Test
    void aGrantForAnotherTierOrIsolationIsShownAndDoesNotHoldInTheKernel() {
        ready("placed");
        assertThat(shell("permission:grant placed " + PERMISSION + " '" + notes + "/**' --tier sandbox --isolation A"))
                .contains("granted");
        assertThat(keep("placed", "placed.txt")).isEqualTo("security_violation");
        assertThat(shell("permission:list placed")).contains("in the tier sandbox, at the isolation A");
        assertThat(shell("permission:explain placed " + PERMISSION + " " + notes.resolve("placed.txt")))
                .contains("terms that are not met in this process", "in-process at the isolation none");
        assertThat(shell("permission:audit placed")).contains("tier sandbox, isolation A");
        grant("placed", "\"tier\":\"in-process\",\"isolation\":\"none\"");
        assertThat(keep("placed", "placed.txt")).isEqualTo("success");
    }

    @Test
    void whatAPublisherIsGrantedIsForWhatItSignsNowAndLater() throws Exception {
        Path keys = folder.resolve("keys.p12");
        Path pem = folder.resolve("example.pem");
        String store = "-keystore " + keys + " -storetype PKCS12 -storepass changeit ";
        jdk("keytool", "-genkeypair -keyalg RSA -keysize 3072 -validity 30 -dname CN=Example -alias example " + store);
        jdk("keytool", "-exportcert -rfc -file " + pem + " -alias example " + store);
        shell("trust:add " + pem + " --name Example --trust known");
        Path signed = asking("signed").dropInto(folder, "signed.jar");
        jdk("jarsigner", store + signed + " example");
        Path unsigned = asking("unsigned").dropInto(folder, "unsigned.jar");

        assertThat(shell("permission:grant --publisher Example " + PERMISSION + " '" + notes + "/**'"))
                .contains("granted " + PERMISSION, "to every plugin of Example");
        Files.move(signed, plugins.resolve("signed.jar"));
        Files.move(unsigned, plugins.resolve("unsigned.jar"));
        awaitState("signed", "ACTIVE");
        awaitState("unsigned", "LOADED");
        assertThat(keep("signed", "signed.txt")).isEqualTo("success");
        assertThat(shell("permission:list signed")).contains("to plugins of Example");
        assertThat(shell("permission:publishers")).containsSubsequence("Example", PERMISSION, "granted");

        json(pergola.request("DELETE", "/api/v1/publisher-permissions?publisher=Example&permission=" + PERMISSION, ""));
        assertThat(keep("signed", "revoked.txt")).isEqualTo("security_violation");
        assertThat(pergola.json("/api/v1/publisher-permissions").toString()).contains("\"granted\":false");
    }

    @Test
    void aPluginThatIsUninstalledLeavesNoGrantsUnlessTheyAreKept() {
        installed("gone");
        grant("gone", "\"reason\":\"test\"");
        awaitState("gone", "ACTIVE");
        uninstall("gone", "?keep_permissions=true");
        installed("gone");
        awaitState("gone", "ACTIVE");
        assertThat(keep("gone", "kept.txt")).isEqualTo("success");

        uninstall("gone", "");
        assertThat(shell("permission:audit gone")).contains("forgotten", "the plugin was uninstalled");
        installed("gone");
        awaitState("gone", "LOADED");
        assertThat(pergola.json("/api/v1/plugins/gone").path("problems").toString())
                .contains("held-permissions");
    }

    @Test
    void whoIsUpdatedOrVanishesForAWhileKeepsItsGrants() throws Exception {
        ready("staying");
        grant("staying", "\"reason\":\"test\"");
        Path file = plugins.resolve("staying-1.0.0.jar");
        Path away = folder.resolve("staying.jar");
        Files.move(file, away);
        awaitState("staying", "ABSENT");
        Files.move(away, file);
        awaitState("staying", "ACTIVE");
        assertThat(keep("staying", "returned.txt")).isEqualTo("success");
    }

    /** A defines the permission, B was granted it, and C was not. */
    @Test
    void aPluginAsksWhoeverCallsItForItsOwnPermission() throws Exception {
        Bundles.plugin("dev.pergola.acceptance.invoices", "invoices", folder.resolve("invoices.jar"));
        Bundles.plugin("dev.pergola.acceptance.reader", "granted", folder.resolve("granted.jar"));
        Bundles.plugin("dev.pergola.acceptance.reader", "refused", folder.resolve("refused.jar"));
        for (String id : List.of("invoices", "granted", "refused")) {
            Files.move(folder.resolve(id + ".jar"), plugins.resolve(id + ".jar"));
            awaitState(id, id.equals("invoices") ? "ACTIVE" : "LOADED");
        }
        assertThat(shell("permission:request granted")).contains("Read the invoices of acme", "medium");
        shell("permission:approve granted");
        shell("permission:refuse refused invoices.read");
        awaitState("granted", "ACTIVE");
        awaitState("refused", "ACTIVE");

        assertThat(read("invoices", "INVOICE", "\"customer\":\"other\"")
                        .path("status")
                        .asText())
                .as("the platform itself calls")
                .isEqualTo("success");
        assertThat(read("granted", "READ", "\"customer\":\"acme\"")
                        .at("/result/read")
                        .asText())
                .isEqualTo("invoice of acme");
        assertThat(read("granted", "READ", "\"customer\":\"other\"")
                        .path("status")
                        .asText())
                .isEqualTo("security_violation");
        assertThat(read("granted", "READ", "\"customer\":\"acme\",\"ask\":1")
                        .at("/result/may")
                        .asBoolean())
                .isTrue();
        assertThat(read("refused", "READ", "\"customer\":\"acme\",\"ask\":1")
                        .at("/result/may")
                        .asBoolean(true))
                .isFalse();
        assertThat(read("granted", "READ", "\"customer\":\"acme\",\"through\":1")
                        .at("/result/statuses")
                        .asText())
                .isEqualTo("[success]");

        JsonNode denied = read("refused", "READ", "\"customer\":\"acme\"");
        assertThat(denied.path("status").asText()).isEqualTo("security_violation");
        assertThat(denied.toString())
                .contains("The plugin refused may not do this", "permission:grant refused invoices.read acme");
        // Through the platform, it is the callee's call that ends so; what counts is whose fault that is.
        for (int i = 0; i < 2; i++) {
            assertThat(read("refused", "READ", "\"customer\":\"acme\",\"through\":1")
                            .at("/result/statuses")
                            .asText())
                    .isEqualTo("[security_violation]");
        }
        awaitState("refused", "QUARANTINED");
        assertThat(pergola.state("invoices")).isEqualTo("ACTIVE");
        assertThat(pergola.state("granted")).isEqualTo("ACTIVE");
    }

    private static ProbeJar asking(String id) {
        return ProbeJar.of(id, "1.0.0")
                .requiring("pergola.permission;effective:=pergola;permission=\"" + PERMISSION + "\";target=\"" + notes
                        + "/**\";reason=\"to keep notes\"");
    }

    /** Runs, without what it asks for. */
    private static void ready(String id) {
        asking(id).dropInto(plugins);
        awaitState(id, "LOADED");
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> shell("permission:refuse " + id).contains("refused"));
        awaitState(id, "ACTIVE");
    }

    /** By command; it may be held. */
    private static void installed(String id) {
        Path jar = asking(id).dropInto(folder, id + ".jar");
        pergola.pergola("shell", "plugin:install " + jar);
    }

    private static void grant(String id, String terms) {
        json(pergola.request(
                "POST",
                "/api/v1/plugins/" + id + "/permissions",
                "{\"permission\":\"" + PERMISSION + "\",\"target\":\"" + notes + "/**\"," + terms + "}"));
    }

    private static void uninstall(String id, String query) {
        assertThat(pergola.request("DELETE", "/api/v1/plugins/" + id + query, "")
                        .statusCode())
                .isEqualTo(204);
    }

    private static void awaitState(String id, String state) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pergola.state(id))
                        .as(() -> pergola.get("/api/v1/plugins/" + id).body())
                        .isEqualTo(state));
    }

    private static String keep(String id, String name) {
        return pergola.probe(id, "{\"keep\":\"" + notes.resolve(name) + "\"}")
                .path("status")
                .asText();
    }

    private static JsonNode read(String id, String type, String input) {
        return Instance.parse(pergola.request(
                        "POST",
                        "/api/v1/plugins/" + id + "/execute",
                        "{\"type\":\"" + type + "\",\"input\":{" + input + "}}")
                .body());
    }

    private static String shell(String command) {
        Instance.Ran ran = pergola.pergola("shell", command);
        assertThat(ran.exitCode()).as(command + ": " + ran.out() + ran.err()).isZero();
        return ran.out();
    }

    private static JsonNode json(java.net.http.HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Instance.parse(answer.body());
    }

    private static void jdk(String tool, String arguments) throws Exception {
        Path program = Path.of(System.getProperty("java.home"), "bin", tool);
        List<String> command = Stream.concat(
                        Stream.of(program.toString()),
                        Stream.of(arguments.trim().split(" +")))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(command + ": " + said).isZero();
    }
}
