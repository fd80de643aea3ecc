package dev.pergola.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attack.Outcome;
import dev.pergola.security.attack.Attacks;
import dev.pergola.security.attack.Need;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every attack of the table, twice: by a plugin that was granted nothing, which must not get through, and by one that was
 * granted exactly what it takes, which must (R118, R119, R330, R334, R337).
 */
class EscapeIT {
    @TempDir
    static Path folder;

    private static final Tally TALLY = new Tally();
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = new Stage(folder.toRealPath());
    }

    @AfterAll
    static void stop() throws Exception {
        TALLY.print();
        if (stage != null) stage.close();
    }

    @Test
    void thereAreManyDifferentAttacks() {
        assertThat(Attacks.all()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(Attacks.all().stream().map(Attack::name)).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicNode> attacks() {
        Map<String, List<Attack>> groups = Attacks.all().stream()
                .collect(Collectors.groupingBy(Attack::group, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> dynamicContainer(
                        group.getKey(), group.getValue().stream().flatMap(EscapeIT::tests)));
    }

    /** Being held to permissions is not in the way of what needs none. */
    @TestFactory
    Stream<DynamicNode> harmless() {
        return Attacks.harmless().stream()
                .map(may -> dynamicTest(may.name() + ": a plugin " + may.what() + ", without permission", () -> {
                    assumeIsOfThisJava(may);
                    JsonNode answer = stage.attack(Stage.ATTACKER, may);
                    assertThat(answer.path("status").asText())
                            .as(answer.toString())
                            .isEqualTo("success");
                    assertThat(loot(answer)).isNotEmpty();
                }));
    }

    /** Those that are refused, or may run and are held to their permissions all the same. */
    @TestFactory
    Stream<DynamicNode> manifests() {
        return HostileBundle.ALL.stream()
                .map(bundle -> dynamicTest(bundle.id() + ": a plugin " + bundle.what(), () -> isContained(bundle)));
    }

    private static void isContained(HostileBundle bundle) throws Exception {
        Map<String, String> before = stage.seen();
        stage.jars().make(bundle.id(), bundle.needs(), stage.plugins(), bundle.headers());
        if (bundle.told().isEmpty()) {
            await().until(() -> stage.instance().state(bundle.id()).equals("ACTIVE"));
            for (String attack : List.of("read-string", "store-class", "logback-class")) {
                JsonNode answer = stage.instance().execute(bundle.id(), "ATTACK", Map.of("name", attack));
                assertThat(answer.path("status").asText()).as(answer.toString()).isIn("security_violation", "failed");
            }
        } else {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    stage.instance().get("/api/v1/plugins/" + bundle.id() + ".jar/explain")
                                            + stage.instance().get("/api/v1/plugins/" + bundle.id() + "/explain"))
                            .contains(bundle.told()));
            assertThat(stage.instance().state(bundle.id())).isNotEqualTo("ACTIVE");
        }
        assertThat(changed(before, stage.seen())).isEmpty();
        assertThat(stage.instance().state("victim")).isEqualTo("ACTIVE");
    }

    /** One that goes on and on is taken out of service (R135). */
    @Test
    void aPluginThatTriesAgainAndAgainIsQuarantined() throws Exception {
        stage.jars().make("stubborn", List.of(), stage.plugins());
        await().until(() -> stage.instance().state("stubborn").equals("ACTIVE"));

        for (int i = 0; i < Stage.PATIENCE; i++) {
            stage.instance().execute("stubborn", "ATTACK", Map.of("name", "read-string"));
        }

        await().atMost(Duration.ofSeconds(20))
                .until(() -> stage.instance().state("stubborn").equals("QUARANTINED"));
    }

    private static Stream<DynamicNode> tests(Attack attack) {
        List<DynamicNode> tests = new ArrayList<>();
        String name = attack.name() + ": a plugin " + attack.what();
        tests.add(dynamicTest(name + ", and gets nothing", () -> isHeldOff(attack)));
        if (attack.hasControl()) {
            String needs = attack.needs().stream()
                    .map(need -> (need.permission() + " " + need.target()).trim())
                    .collect(Collectors.joining(", "));
            tests.add(dynamicTest(name + ", and may with " + needs, () -> isAllowed(attack)));
        }
        return tests.stream();
    }

    private static void assumeIsOfThisJava(Attack attack) {
        assumeTrue(attack.isOf(Runtime.version().feature()), "It is one on another Java only");
    }

    private static void isHeldOff(Attack attack) throws Exception {
        assumeIsOfThisJava(attack);
        TALLY.tried(attack);
        stage.world().reset(Stage.ATTACKER);
        Map<String, String> before = stage.seen();
        JsonNode answer;
        try {
            answer = stage.attack(Stage.ATTACKER, attack);
        } catch (java.io.UncheckedIOException e) {
            assertThat(stage.survived()).as("the process survived: " + e).isTrue();
            throw e;
        }
        assertThat(stage.survived()).as("the process survived").isTrue();
        assertThat(changed(before, stage.seen()))
                .as("what has changed, after " + answer)
                .isEmpty();
        String status = answer.path("status").asText();
        assertThat(attack.expected().stream().map(Outcome::status))
                .as(answer.toString())
                .contains(status);
        assertThat(loot(answer)).as("what it got").isEmpty();
        if (status.equals(Outcome.DENIED.status())) isExplained(attack, answer);
        TALLY.heldOff(attack);
    }

    private static String loot(JsonNode answer) {
        JsonNode loot = answer.at("/result/loot");
        return loot.isContainerNode() ? loot.toString() : loot.asText();
    }

    private static List<String> changed(Map<String, String> before, Map<String, String> after) {
        return Stream.concat(before.keySet().stream(), after.keySet().stream())
                .distinct()
                .filter(key -> !Objects.equals(before.get(key), after.get(key)))
                .map(key -> key + " from " + before.get(key) + " to " + after.get(key))
                .toList();
    }

    /** Who was denied what, and what would have to be done about it. */
    private static void isExplained(Attack attack, JsonNode answer) {
        String message = answer.at("/error/message").asText();
        assertThat(message).as("the message names the plugin").contains(Stage.ATTACKER);
        if (attack.needs().isEmpty()) return;
        // What looks up a host may do so for whatever kind of connection.
        assertThat(attack.needs().stream()
                        .map(Need::permission)
                        .map(name -> name.replaceFirst("^network\\..*", "network.")))
                .as("a permission that it takes is named in: " + message)
                .anyMatch(message::contains);
    }

    private static void isAllowed(Attack attack) {
        assumeIsOfThisJava(attack);
        String plugin = stage.grantedFor(attack);
        stage.world().reset(plugin);
        JsonNode answer = stage.attack(plugin, attack);
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
        assertThat(loot(answer)).as("what it got, in " + answer).isNotEmpty();
        TALLY.allowed(attack);
    }
}
