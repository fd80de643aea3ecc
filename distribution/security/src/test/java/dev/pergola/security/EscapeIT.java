package dev.pergola.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attack.Outcome;
import dev.pergola.security.attack.Attacks;
import dev.pergola.security.attack.Need;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private static void isHeldOff(Attack attack) throws Exception {
        assumeTrue(Runtime.version().feature() >= attack.since(), "Only Java " + attack.since() + " has it");
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
        assertThat(stage.seen()).as("what is around, after " + answer).isEqualTo(before);
        String status = answer.path("status").asText();
        assertThat(attack.expected().stream().map(Outcome::status)).as(answer.toString()).contains(status);
        assertThat(answer.at("/result/loot").asText()).as("what it got").isEmpty();
        if (status.equals(Outcome.DENIED.status())) isExplained(attack, answer);
        TALLY.heldOff(attack);
    }

    /** Who was denied what, and what would have to be done about it. */
    private static void isExplained(Attack attack, JsonNode answer) {
        String message = answer.at("/error/message").asText();
        assertThat(message).as("the message names the plugin").contains(Stage.ATTACKER);
        if (attack.needs().isEmpty()) return;
        assertThat(attack.needs().stream().map(Need::permission))
                .as("a permission that it takes is named in: " + message)
                .anyMatch(message::contains);
    }

    private static void isAllowed(Attack attack) {
        assumeTrue(Runtime.version().feature() >= attack.since(), "Only Java " + attack.since() + " has it");
        String plugin = stage.grantedFor(attack);
        stage.world().reset(plugin);
        JsonNode answer = stage.attack(plugin, attack);
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
        assertThat(answer.at("/result/loot").asText()).as("what it got, in " + answer).isNotEmpty();
        TALLY.allowed(attack);
    }
}
