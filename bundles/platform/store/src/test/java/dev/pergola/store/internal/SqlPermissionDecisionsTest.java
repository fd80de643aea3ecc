package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDecisions;
import dev.pergola.store.PermissionDenial;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R126, R132. */
class SqlPermissionDecisionsTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-11-25T10:00:00.123456Z");

    PermissionDecisions decisions;

    @BeforeEach
    void services() {
        decisions = new SqlPermissionDecisions(database);
    }

    private static PermissionDecision granted(String plugin, String target, Optional<Instant> until) {
        return new PermissionDecision(plugin, "", "filesystem.read", target, "", "", true, "ann", THEN, until);
    }

    @Test
    void decisionsSurviveARestartWithWhoAndWhenAndUntilWhen() {
        PermissionDecision forGood = granted("a", "/etc/hosts", Optional.empty());
        PermissionDecision forAWhile = granted("a", "/tmp", Optional.of(THEN.plusSeconds(60)));
        decisions.save(forAWhile);
        decisions.save(forGood);
        decisions.save(granted("b", "", Optional.empty()));
        decisions = new SqlPermissionDecisions(reopen());
        assertThat(decisions.of("a")).containsExactly(forGood, forAWhile);
        assertThat(decisions.all()).hasSize(3);
        assertThat(decisions.of("nobody")).isEmpty();
    }

    @Test
    void aLaterDecisionAboutTheSameReplacesTheEarlierOne() {
        decisions.save(granted("a", "/tmp", Optional.of(THEN)));
        PermissionDecision refused = new PermissionDecision(
                "a", "", "filesystem.read", "/tmp", "", "", false, "bob", THEN.plusSeconds(1), Optional.empty());
        decisions.save(refused);
        PermissionDecision sandboxed = new PermissionDecision(
                "a", "", "filesystem.read", "/tmp", "sandbox", "", true, "bob", THEN, Optional.empty());
        PermissionDecision isolated = new PermissionDecision(
                "a", "", "filesystem.read", "/tmp", "sandbox", "A", true, "bob", THEN, Optional.empty());
        PermissionDecision signed = new PermissionDecision(
                "a", "Example", "filesystem.read", "/tmp", "sandbox", "A", true, "bob", THEN, Optional.empty());
        decisions.save(sandboxed);
        decisions.save(isolated);
        decisions.save(signed);
        assertThat(decisions.of("a")).containsExactly(refused, sandboxed, isolated, signed);
    }

    @Test
    void whatAPublisherWasGrantedIsOfNoPlugin() {
        PermissionDecision everyones = new PermissionDecision(
                "", "Example", "filesystem.read", "/tmp", "", "", true, "ann", THEN, Optional.empty());
        decisions.save(everyones);
        decisions.save(granted("a", "/tmp", Optional.empty()));
        decisions.remove("a");
        assertThat(decisions.all()).containsExactly(everyones);
    }

    @Test
    void thereIsOneDecisionHoweverManyDecideAtOnce() {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            Concurrently.run(
                    threads,
                    IntStream.range(0, 30)
                            .<Runnable>mapToObj(
                                    i -> () -> decisions.save(granted("a", "/tmp", Optional.of(THEN.plusSeconds(i)))))
                            .toList());
        } finally {
            threads.shutdownNow();
        }
        assertThat(decisions.of("a")).hasSize(1);
    }

    @Test
    void aGrantThatIsOverIsKeptAsOneThatWas() {
        PermissionDecision over = granted("a", "/tmp", Optional.of(THEN.plusSeconds(60)));
        PermissionDecision forGood = granted("a", "/srv", Optional.empty());
        decisions.save(over);
        decisions.save(forGood);

        decisions.end(over);
        decisions.end(forGood);

        assertThat(decisions.of("a")).containsExactlyInAnyOrder(over.ended(), forGood);
        assertThat(over.hasEnded()).isFalse();
        assertThat(over.ended().hasEnded()).isTrue();
    }

    @Test
    void aGrantThatWasGivenAnewMeanwhileIsNotOver() {
        PermissionDecision longer = granted("a", "/tmp", Optional.of(THEN.plusSeconds(90)));
        decisions.save(longer);
        decisions.end(granted("a", "/tmp", Optional.of(THEN.plusSeconds(60))));
        assertThat(decisions.of("a")).containsExactly(longer);
    }

    @Test
    void removeForgetsThePluginAndNotWhatIsDenied() {
        decisions.save(granted("a", "/tmp", Optional.empty()));
        decisions.save(granted("b", "/tmp", Optional.empty()));
        PermissionDenial denial = new PermissionDenial("a", "system.exec", "*", "no shells here", "ann", THEN);
        decisions.deny(denial);
        decisions.remove("a");
        assertThat(decisions.all()).extracting(PermissionDecision::pluginId).containsExactly("b");
        assertThat(decisions.denials()).containsExactly(denial);
    }

    @Test
    void aDenialIsReplacedAndTakenBack() {
        decisions.deny(new PermissionDenial("*", "system.exec", "*", "first", "ann", THEN));
        PermissionDenial second = new PermissionDenial("*", "system.exec", "*", "second", "bob", THEN);
        decisions.deny(second);
        assertThat(decisions.denials()).containsExactly(second);
        assertThat(decisions.undeny("*", "system.exec", "")).isFalse();
        assertThat(decisions.undeny("*", "system.exec", "*")).isTrue();
        assertThat(decisions.denials()).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefusedWhole() {
        assertThatThrownBy(() -> decisions.save(granted("a", "x".repeat(1025), Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target");
        assertThatThrownBy(() -> decisions.deny(new PermissionDenial("a\0", "p", "", "", "ann", THEN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(decisions.all()).isEmpty();
    }
}
