package dev.pergola.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attack.Outcome;
import dev.pergola.security.attack.Control.Granted;
import dev.pergola.security.attack.Control.Proof;
import dev.pergola.security.attack.Control.Unenforced;
import dev.pergola.security.attack.Need;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/** Has attacks and their controls made, and judges what has come of them. */
final class Trial {
    private final Stage stage;
    private final Tally tally;

    /** On a stage of its own. */
    Trial(Stage stage, Tally tally) {
        this.stage = stage;
        this.tally = tally;
    }

    private static void assumeIsOfThisJava(Attack attack) {
        assumeTrue(attack.isOf(Runtime.version().feature()), "It is one on another Java only");
    }

    /** What needs no permission. */
    void works(Attack harmless) {
        assumeIsOfThisJava(harmless);
        succeeds(stage.attack(harmless));
    }

    /** It gets nothing, changes nothing, and is told why. */
    void isHeldOff(Attack attack) throws Exception {
        assumeIsOfThisJava(attack);
        tally.tried(attack.group(), attack.name());
        stage.world().reset(stage.attacker());
        Map<String, String> before = stage.seen();
        JsonNode answer;
        try {
            answer = stage.attack(attack);
        } catch (UncheckedIOException e) {
            assertThat(stage.survived()).as("the process survived: " + e).isTrue();
            throw e;
        }
        assertThat(stage.survived()).as("the process survived").isTrue();
        String status = answer.path("status").asText();
        assertThat(stage.changedSince(before))
                // A call that does not let go of its thread takes its sandbox with it.
                .filteredOn(change -> !status.equals(Outcome.CUT.status()) || !change.startsWith(Stage.SANDBOX))
                .as("what has changed, after " + answer)
                .isEmpty();
        assertThat(attack.expected().stream().map(Outcome::status))
                .as(answer.toString())
                .contains(status);
        assertThat(loot(answer)).as("what it got").isEmpty();
        assertThat(message(answer)).as("it had something to aim at").doesNotContain(Frameworkless.REASONS);
        if (status.equals(Outcome.DENIED.status())) isExplained(attack, answer);
        tally.heldOff(attack.group(), attack.name());
    }

    /** Who was denied what, and what would have to be done about it. */
    private void isExplained(Attack attack, JsonNode answer) {
        String message = message(answer);
        assertThat(message).as("the message names the plugin").contains(stage.attacker());
        if (attack.needs().isEmpty()) return;
        // What looks up a host may do so for whatever kind of connection.
        assertThat(attack.needs().stream()
                        .map(Need::permission)
                        .map(name -> name.replaceFirst("^network\\..*", "network.")))
                .as("a permission that it takes is named in: " + message)
                .anyMatch(message::contains);
    }

    /** It comes to nothing as what it aims at is not there. */
    void findsNoFramework(Attack attack) {
        assumeIsOfThisJava(attack);
        stage.world().reset(stage.attacker());
        Map<String, String> before = stage.seen();
        JsonNode answer = stage.attack(attack);
        assertThat(stage.changedSince(before))
                .as("what has changed, after " + answer)
                .isEmpty();
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo(Outcome.FAILED.status());
        assertThat(Frameworkless.REASONS)
                .as("a reason that is named in: " + answer)
                .anyMatch(message(answer)::contains);
    }

    /** The control by a plugin that may. */
    void isAllowed(Attack attack) {
        assumeIsOfThisJava(attack);
        stage.world().reset(stage.controller(attack));
        Map<String, String> before = stage.seen();
        JsonNode answer = stage.control(attack);
        if (attack.control() instanceof Granted granted && granted.proof() == Proof.CHANGE) {
            assertThat(stage.changedSince(before))
                    .as("what has changed, after " + answer)
                    .isNotEmpty();
        } else {
            succeeds(answer);
        }
        tally.passed(attack.group(), attack.name(), attack.control().getClass());
    }

    private static void succeeds(JsonNode answer) {
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
        assertThat(loot(answer)).as("what it got, in " + answer).isNotEmpty();
    }

    private static String message(JsonNode answer) {
        return answer.at("/error/message").asText();
    }

    private static String loot(JsonNode answer) {
        JsonNode loot = answer.at("/result/loot");
        return loot.isContainerNode() ? loot.toString() : loot.asText();
    }

    /** The control where nobody is held to permissions: the same attack gets through. */
    void getsThrough(Attack attack) throws Exception {
        assumeIsOfThisJava(attack);
        Unenforced control = (Unenforced) attack.control();
        stage.world().reset(stage.attacker());
        if (control.proof() == Proof.END) endsTheProcess(attack);
        else if (control.proof() == Proof.CHANGE) changesSomething(attack);
        else succeeds(stage.attack(attack));
        tally.passed(attack.group(), attack.name(), Unenforced.class);
    }

    private void changesSomething(Attack attack) {
        Map<String, String> before = stage.seen();
        JsonNode answer = stage.attack(attack);
        assertThat(stage.changedSince(before))
                .as("what has changed, after " + answer)
                .isNotEmpty();
    }

    private void endsTheProcess(Attack attack) {
        String answer;
        try {
            answer = stage.attack(attack).toString();
        } catch (UncheckedIOException gone) {
            answer = gone.toString();
        }
        await("the end of the process, after " + answer)
                .atMost(Duration.ofSeconds(20))
                .until(() -> !stage.instance().isAlive());
    }
}
