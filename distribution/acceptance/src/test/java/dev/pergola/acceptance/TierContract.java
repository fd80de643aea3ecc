package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a plugin's task may rely on, wherever it runs: the same jar, unchanged, has to be unable to tell (R100, R101). Each
 * story is one of all tiers; permissions are enforced.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TierContract {
    static final String CONTRACT = "dev.pergola.acceptance.contract";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TEXT = "\"ä€😀 \\u0000\\u2028\\\"\\\\ \"";

    private Path folder;
    Instance pergola;

    private final List<String> settings;

    /** With the settings that have the plugin's tasks run at this tier. */
    TierContract(String... settings) {
        this.settings = List.of(settings);
    }

    @BeforeAll
    void start(@TempDir Path given) throws Exception {
        folder = given;
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        List<String> arguments =
                new ArrayList<>(List.of("-Duser.timezone=Asia/Kathmandu", "-Duser.language=de", "-Duser.country=CH"));
        Stream.concat(
                        Stream.of(
                                "security.enforcement=true",
                                "permissions.quarantine-after=0",
                                "kernel.bundles-exclude=dev.pergola.vetting*",
                                "limits.execution-timeout=30s"),
                        settings.stream())
                .forEach(setting -> arguments.addAll(List.of("--set", setting)));
        pergola = Instance.quick(folder.resolve("data"), plugins, arguments.toArray(String[]::new));
        Bundles.build(CONTRACT, plugins.resolve("contract.jar"));
        await().atMost(PATIENCE).until(() -> pergola.state(CONTRACT).equals("ACTIVE"));
        came("surroundings");
    }

    @AfterAll
    void stop() {
        pergola.close();
    }

    /** Whatever a call came to, the next one is not hurt by it. */
    @AfterEach
    void theNextCallSucceeds() {
        assertThat(came("echo", "\"value\":\"next\"").asText()).isEqualTo("next");
    }

    final JsonNode keep(String deed) {
        return keep(deed, "\"x\":0");
    }

    final JsonNode keep(String deed, String more) {
        return send("{\"input\":{\"do\":\"" + deed + "\"," + more + "}}");
    }

    private JsonNode send(String body) {
        return Instance.parse(body(body));
    }

    private String body(String body) {
        return pergola.request("POST", "/api/v1/plugins/" + CONTRACT + "/execute", body)
                .body();
    }

    final JsonNode came(String deed) {
        return came(deed, "\"x\":0");
    }

    final JsonNode came(String deed, String more) {
        JsonNode answer = keep(deed, more);
        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("success");
        return answer.at("/result/came");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-2147483649",
                "123456789012345678901234567890",
                "0.1",
                "-1.5E300",
                "\"\"",
                TEXT,
                "{}",
                "[]",
                "[[],[[null]],{}]",
                "{\"\":{\"a\":null},\"ä€😀\":[1,2.5,\"\",false,null,{\"b\":[]}],\" \":{}}"
            })
    void dataComesAndGoesAsItIs(String json) {
        assertThat(came("echo", "\"value\":" + json)).isEqualTo(Instance.parse(json));
    }

    /** Declarative Services are what they are said to be, also where something else makes the components (R101). */
    @Test
    void componentsAreMadeWithWhatTheyAskFor() {
        JsonNode words = Instance.parse("""
                {"words": ["one", "two"], "most": 3, "letter": "x", "weights": "0.5 1.0 ", "kind": "%s.Tale"}
                """.formatted(CONTRACT));

        JsonNode tales = came("components");

        assertThat(tales).as("%s", tales).hasSize(2);
        JsonNode first = tales.get(0);
        assertThat(first.path("bound").asText()).isEqualTo(CONTRACT);
        assertThat(first.path("begun").asBoolean()).isTrue();
        assertThat(first.path("contexts").asBoolean()).isTrue();
        assertThat(first.has("activated")).isFalse();
        assertThat(first.path("words")).isEqualTo(words);
        JsonNode second = tales.get(1);
        assertThat(second.path("context").asText()).isEqualTo(CONTRACT);
        assertThat(second.path("words")).isEqualTo(words);
        assertThat(second.path("properties")).isEqualTo(Instance.parse("""
                {
                  "component.name": "String %1$s.Tales$Constructed",
                  "kind": "String %1$s.Tale",
                  "letter": "Character x",
                  "long": "Long 7",
                  "many": "long[] 1 2 ",
                  "most.often": "Integer 3",
                  "osgi.ds.satisfying.condition.target": "String (osgi.condition.id=true)",
                  "service.ranking": "Integer 5",
                  "weights": "double[] 0.5 1.0 ",
                  "words": "String[] one two ",
                  "yes": "Boolean true"
                }
                """.formatted(CONTRACT)));
    }

    @Test
    void halfACharacterIsNoReasonToFail() {
        assertThat(came("echo", "\"value\":\"\\ud83d\"").asText()).hasSize(1);
    }

    @Test
    void dataNestsAsDeepAsItMay() {
        String json = "[".repeat(60) + "]".repeat(60);

        assertThat(came("echo", "\"value\":" + json).toString()).isEqualTo(json);
    }

    @Test
    void whatItIsGivenIsOfPlainTypesAndCannotBeChanged() {
        assertThat(came(
                        "types",
                        "\"value\":{\"i\":1,\"l\":3000000000,\"b\":123456789012345678901234567890,\"d\":0.5,"
                                + "\"s\":\"\",\"t\":true,\"n\":null,\"a\":[{}]}"))
                .isEqualTo(Instance.parse("{\"$\":\"map\",\"$.i\":\"Integer\",\"$.l\":\"Long\",\"$.b\":\"BigInteger\","
                        + "\"$.d\":\"Double\",\"$.s\":\"String\",\"$.t\":\"Boolean\",\"$.n\":\"null\",\"$.a\":\"list\","
                        + "\"$.a[0]\":\"map\"}"));
    }

    @Test
    void numbersOfEachKindAreAnswered() {
        assertThat(came("numbers").toString())
                .isEqualTo(
                        "{\"byte\":-128,\"short\":32767,\"int\":-2147483648,\"long\":9223372036854775807,\"small\":5,"
                                + "\"float\":0.1,\"double\":0.1,\"tiny\":4.9E-324,\"whole\":1.0,\"zero\":-0.0,"
                                + "\"big\":1267650600228229401496703205376,\"negative\":-1267650600228229401496703205376,"
                                + "\"little\":1,\"decimal\":1.2345678901234567E19,\"cents\":1.1,\"scaled\":1000.0}");
    }

    @Test
    void bytesAreAnsweredAsTheyAre() throws IOException {
        byte[] bytes = came("bytes", "\"number\":300000").binaryValue();

        assertThat(bytes).hasSize(300_000).startsWith(0, 1, 2);
        assertThat(bytes[255]).isEqualTo((byte) -1);
    }

    @Test
    void aNumberOfManyDigitsIsAnswered() {
        assertThat(body("{\"input\":{\"do\":\"digits\",\"number\":2000}}"))
                .contains("{\"came\":1" + "0".repeat(1_999) + "}");
    }

    @Test
    void aLongKeyIsAnswered() {
        assertThat(body("{\"input\":{\"do\":\"key\",\"number\":60000}}"))
                .contains("{\"came\":{\"" + "k".repeat(60_000) + "\":1}}");
    }

    @Test
    void whatIsLargeIsAnswered() {
        assertThat(came("many", "\"number\":100000")).hasSize(100_000);
        assertThat(came("large", "\"megabytes\":4").asText()).hasSize(4 << 20);
    }

    @ParameterizedTest
    @CsvSource({"large,'\"megabytes\":20'", "many,'\"number\":9000000'"})
    void anAnswerThatIsTooLargeIsOverALimitAndNoMore(String deed, String more) {
        JsonNode answer = keep(deed, more);

        assertThat(answer.path("status").asText()).as("%s", start(answer)).isEqualTo("resource_limit_exceeded");
    }

    private static String start(JsonNode answer) {
        String text = answer.toString();
        return text.substring(0, Math.min(2_000, text.length()));
    }

    @ParameterizedTest
    @CsvSource({
        "own,failed,dev.pergola.acceptance.contract.Failing$OwnException,its own: ä€😀",
        "argument,failed,java.lang.IllegalArgumentException,no such thing",
        "silent,failed,java.lang.IllegalStateException,The plugin threw java.lang.IllegalStateException without a message",
        "hostile,failed,dev.pergola.acceptance.contract.Failing$HostileException,without a message",
        "invalid,rejected,dev.pergola.api.InvalidInputException,the field 'x' is missing",
        "unsupported,rejected,dev.pergola.api.UnsupportedTaskTypeException,Task type KEEP is not supported",
        "limit,resource_limit_exceeded,dev.pergola.api.ResourceLimitExceededException,enough is enough",
        "error,failed,java.lang.AssertionError,never",
        "linkage,failed,java.lang.NoClassDefFoundError,some/Where",
        "overflow,failed,java.lang.StackOverflowError,The plugin threw java.lang.StackOverflowError without a message",
        "checked,failed,java.io.IOException,a disk",
        "invoked,failed,dev.pergola.acceptance.contract.Failing$OwnException,what was invoked",
        "invoked-invalid,rejected,dev.pergola.api.InvalidInputException,what was given",
        "type,failed,java.lang.IllegalArgumentException,The value at $.a.b is of type java.lang.Object",
        "number,failed,java.lang.IllegalArgumentException,'The value at $.n is NaN, which JSON cannot carry'",
    })
    void eachWayOfFailingIsTold(String how, String status, String exception, String message) {
        JsonNode answer = keep("fail", "\"how\":\"" + how + "\"");

        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo(status);
        assertThat(answer.at("/error/exception").asText()).isEqualTo(exception);
        assertThat(answer.at("/error/message").asText()).contains(message);
    }

    @Test
    void whatItMayNotDoIsAViolation() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "the secret");

        JsonNode answer = keep("fail", "\"how\":\"read\",\"path\":\"" + secret + "\"");

        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("security_violation");
        assertThat(answer.at("/error/exception").asText()).isEqualTo("java.security.AccessControlException");
        assertThat(answer.at("/error/message").asText()).contains(CONTRACT, "filesystem.read", secret.toString());
    }

    @Test
    void noAnswerIsAFailure() {
        JsonNode answer = keep("nothing");

        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("failed");
        assertThat(answer.at("/error/exception").asText()).isEmpty();
        assertThat(answer.at("/error/message").asText()).contains("The task processor ", " answered null");
    }

    @Test
    void aCallThatTakesTooLongEndsInTime() {
        JsonNode answer = send("{\"input\":{\"do\":\"sleep\"},\"timeout_ms\":700}");

        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("timeout");
    }

    @Test
    void progressIsSeenAndACancelledCallEnds() {
        CompletableFuture<JsonNode> call = CompletableFuture.supplyAsync(() -> keep("wait"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(progress()).isEqualTo("0.5 waiting"));

        assertThat(cancel().statusCode()).isEqualTo(204);

        assertThat(call.join().path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void progressIsHeldWithinWhatItCanBe() {
        CompletableFuture<JsonNode> call = CompletableFuture.supplyAsync(() -> keep("progress"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(progress()).isEqualTo("1.0 much ado"));

        cancel();

        assertThat(call.join().path("status").asText()).isEqualTo("cancelled");
    }

    private JsonNode running() {
        for (JsonNode call : pergola.json("/api/v1/executions?running=true"))
            if (call.path("plugin_id").asText().equals(CONTRACT)) return call;
        return Instance.parse("{}");
    }

    private String progress() {
        JsonNode call = running();
        return call.path("progress").asText() + " " + call.path("message").asText();
    }

    private HttpResponse<String> cancel() {
        return pergola.request(
                "DELETE", "/api/v1/executions/" + running().path("execution_id").asText(), "");
    }

    @Test
    void aCallThatHasEndedIsOverToOneWhoHoldsIt() {
        String id = came("keep").asText();
        JsonNode kept = came("kept");

        assertThat(kept.path("id").asText()).isEqualTo(id).isNotEmpty();
        assertThat(kept.path("cancelled").asBoolean()).isTrue();
        assertThat(kept.path("remaining").asLong()).isZero();
    }

    @Test
    void attributesOfTheCallerAreThere() {
        JsonNode answer = send("{\"input\":{\"do\":\"attributes\"},\"context\":{\"who\":\"ä\",\"deep\":{\"n\":null}}}");

        assertThat(answer.at("/result/came")).isEqualTo(Instance.parse("{\"who\":\"ä\",\"deep\":{\"n\":null}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null|null",
                "7|Integer",
                "3000000000|Long",
                "123456789012345678901234567890|BigInteger",
                "0.1|Double",
                "1e300|Double",
                "\"ä€😀\"|String",
            })
    void whatItRemembersIsWhatItPut(String json, String type) {
        JsonNode came = came("state", "\"value\":" + json);

        assertThat(came)
                .isEqualTo(Instance.parse("{\"absent\":false,\"first\":{\"before\":{},\"n\":1},\"got\":{\"v\":"
                        + json + "},\"types\":{\"$\":\"map\",\"$.v\":\"" + type + "\"},\"updated\":{\"v\":" + json
                        + ",\"again\":" + json + "},\"keys\":[\"counter\",\"k\",\"ä/€ 😀\"],\"used\":true,"
                        + "\"removed\":[true,false],\"left\":[\"counter\",\"ä/€ 😀\"]}"));
    }

    @Test
    void whatItCannotRememberIsSaid() {
        JsonNode came = came("state-errors");

        assertThat(came.path("key").asText()).startsWith("threw java.lang.IllegalArgumentException: ");
        assertThat(came.path("type").asText())
                .startsWith("threw java.lang.IllegalArgumentException: The value at $.o is of type java.lang.Object");
        assertThat(came.path("function").asText())
                .isEqualTo("threw java.lang.UnsupportedOperationException: the plugin's own");
        assertThat(came.path("changed").asText()).startsWith("threw java.lang.UnsupportedOperationException");
        assertThat(came.path("kept")).isEqualTo(Instance.parse("{\"n\":1}"));
    }

    @Test
    void whatItSendsIsAnEventOfItsOwn() {
        assertThat(came("emit", "\"topic\":\"contract/SENT\",\"value\":[null,{\"a\":0.1}]"))
                .isEqualTo(Instance.parse("{\"recorded\":true,\"topic\":\"contract/SENT\",\"source\":\"" + CONTRACT
                        + "\",\"data\":{\"value\":[null,{\"a\":0.1}]},\"types\":{\"$\":\"map\",\"$.value\":\"list\","
                        + "\"$.value[0]\":\"null\",\"$.value[1]\":\"map\",\"$.value[1].a\":\"Double\"}}"));
    }

    @Test
    void whatItHearsIsWhatWasSent() {
        assertThat(came("hear", "\"value\":[null,3000000000]"))
                .isEqualTo(Instance.parse("{\"recorded\":true,\"topic\":\"contract/TOLD\",\"source\":\"" + CONTRACT
                        + "\",\"data\":{\"value\":[null,3000000000]},\"types\":{\"$\":\"map\",\"$.value\":\"list\","
                        + "\"$.value[0]\":\"null\",\"$.value[1]\":\"Long\"},\"once\":true}"));
    }

    @Test
    void whatItCannotSendFailsTheStageThatItWasGiven() {
        JsonNode came = came("emit-badly");

        assertThat(came.path("reserved").asText())
                .startsWith("failed with java.lang.IllegalArgumentException: Topics under pergola/");
        assertThat(came.path("data").asText())
                .startsWith("failed with java.lang.IllegalArgumentException: The value at $.o is of type");
        assertThat(came.path("stage").asText())
                .startsWith(
                        "gave java.util.concurrent.CompletionException: java.lang.IllegalArgumentException: The value at $.o");
        assertThat(came.path("topic").asText()).startsWith("threw java.lang.IllegalArgumentException: Subscribe to");
    }

    @Test
    void whatFollowsAnEventMayUseThePlatformToo() {
        assertThat(came("emit-and-note")).isEqualTo(Instance.parse("{\"noted\":true}"));
    }

    @Test
    void itsConfigurationIsThereAndSoIsItsChange() {
        configure("{\"text\":\"ä\",\"number\":7,\"flag\":true,\"texts\":[\"a\",\"b\"]}");
        JsonNode first = came("configuration");
        assertThat(first.path("values"))
                .isEqualTo(Instance.parse("{\"text\":\"ä\",\"number\":7,\"flag\":true,\"texts\":[\"a\",\"b\"]}"));
        assertThat(first.path("types"))
                .isEqualTo(Instance.parse("{\"$\":\"map\",\"$.text\":\"String\",\"$.number\":\"Integer\","
                        + "\"$.flag\":\"Boolean\",\"$.texts\":\"list\",\"$.texts[0]\":\"String\","
                        + "\"$.texts[1]\":\"String\"}"));
        assertThat(first.path("text").asText()).isEqualTo("ä");
        assertThat(first.path("number").asInt()).isEqualTo(7);
        assertThat(first.path("flag").asBoolean()).isTrue();
        assertThat(first.path("texts")).hasSize(2);

        configure("{\"text\":\"other\"}");

        assertThat(came("configuration").path("values")).isEqualTo(Instance.parse("{\"text\":\"other\"}"));
    }

    private void configure(String values) {
        HttpResponse<String> answer = pergola.request("PUT", "/api/v1/plugins/" + CONTRACT + "/configuration", values);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void whatItLogsIsInTheLogAtTheLevelThatTheOperatorSets() throws IOException {
        came("log", "\"text\":\"at first\"");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(lines("at first"))
                        .containsExactly("INFO info at first", "WARN warn at first", "ERROR error at first"));
        assertThat(log()).contains("by its own name at first", "IllegalStateException", "what went wrong");

        level("TRACE");
        await().atMost(PATIENCE).untilAsserted(() -> {
            came("log", "\"text\":\"all\"");
            assertThat(lines("all"))
                    .contains(
                            "TRACE trace all", "DEBUG debug all", "INFO info all", "WARN warn all", "ERROR error all");
        });
        level("ERROR");
        await().atMost(PATIENCE).untilAsserted(() -> {
            String text = "little " + System.nanoTime();
            came("log", "\"text\":\"" + text + "\"");
            await().untilAsserted(() -> assertThat(lines(text)).isNotEmpty());
            assertThat(lines(text)).containsExactly("ERROR error " + text);
        });
        level("INFO");
    }

    private void level(String level) {
        HttpResponse<String> answer =
                pergola.request("PUT", "/api/v1/plugins/" + CONTRACT + "/logs/level", "{\"level\":\"" + level + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : pergola.json("/api/v1/plugins/" + CONTRACT + "/logs?limit=1000")) {
            String message = line.path("message").asText().lines().findFirst().orElse("");
            if (message.endsWith(" " + text) && !message.contains("by its own name"))
                lines.add(line.path("level").asText() + " " + message);
        }
        return lines;
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("data/log/pergola.log"));
    }

    @Test
    void itsFolderIsTheSameAndNamesOfFilesMayBeAnything() throws IOException {
        JsonNode came = came("folder", "\"text\":\"kept\"");

        assertThat(came.path("files").toString()).contains("ä€😀.txt");
        Path folder = Path.of(came.path("path").asText());
        assertThat(folder.resolve("ä€😀.txt")).hasContent("kept");
    }

    @Test
    void itsSurroundingsAreThoseOfTheKernel() {
        JsonNode came = came("surroundings");

        assertThat(came.path("loader").asBoolean()).isTrue();
        assertThat(came.path("loads").asBoolean()).isTrue();
        assertThat(came.path("locale").asText()).isEqualTo("de_CH de_CH");
        assertThat(came.path("zone").asText()).startsWith("Asia/Kathmandu Thu Jan 01 05:30:00 ");
        assertThat(came.path("charset").asText()).isEqualTo("UTF-8");
        assertThat(came.path("number").asText()).isEqualTo("1’234.50");
    }

    @Test
    void manyCallsAtOnceEachGetTheirOwnAnswer() {
        List<CompletableFuture<JsonNode>> calls = IntStream.range(0, 30)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> came("echo", "\"value\":" + i)))
                .toList();

        for (int i = 0; i < calls.size(); i++)
            assertThat(calls.get(i).join().asInt()).isEqualTo(i);
    }
}
