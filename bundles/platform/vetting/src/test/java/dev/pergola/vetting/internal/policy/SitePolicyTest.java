package dev.pergola.vetting.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.internal.TestStore;
import dev.pergola.vetting.VettingException;
import dev.pergola.vetting.VettingPolicy.Acceptance;
import dev.pergola.vetting.VettingPolicy.Level;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.scan.ScanVetter;
import dev.pergola.vetting.testing.Jars;
import dev.pergola.vetting.testing.RecordedEvents;
import dev.pergola.vetting.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R143, R144: what follows from a finding is decided at one place. */
class SitePolicyTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String DIGEST = "ab".repeat(32);
    private static final Finding HIGH =
            new Finding("advisory.high.x", Level.BLOCK, "found", "mend it", List.of(Evidence.in("a", "b")));

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(NOW);
    private final RecordedEvents events = new RecordedEvents();
    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private SitePolicy policy(String... settings) {
        return new SitePolicy(List.of(settings), store.overrides(), store.transactions(), store.audit(), events, clock);
    }

    private static Verdict judge(SitePolicy policy, Trust trust, Finding finding) {
        List<Verdict> verdicts = policy.judge(DIGEST, trust, List.of(finding));
        assertThat(verdicts).hasSize(1);
        return verdicts.get(0);
    }

    @Test
    void aFindingHasItsOwnLevelWhereTheSiteSaysNothing() {
        assertThat(judge(policy(), Trust.UNKNOWN, HIGH))
                .isEqualTo(new Verdict.Block(
                        "advisory.high.x",
                        new Problem("advisory-high-x", "found", "mend it"),
                        List.of(Evidence.in("a", "b"))));
    }

    @Test
    void theMostSpecificSettingCounts() {
        SitePolicy policy = policy(
                "*=warn", "advisory=hold", "advisory.high=block", "advisory.high@trusted=warn", "advisory.high.y=pass");
        assertThat(judge(policy, Trust.UNKNOWN, HIGH)).isInstanceOf(Verdict.Block.class);
        assertThat(judge(policy, Trust.TRUSTED, HIGH)).isInstanceOf(Verdict.Warn.class);
        assertThat(judge(policy, Trust.TRUSTED, named("advisory.high.y"))).isInstanceOf(Verdict.Pass.class);
        assertThat(judge(policy, Trust.TRUSTED, named("advisory.low.z"))).isInstanceOf(Verdict.Hold.class);
        assertThat(judge(policy, Trust.TRUSTED, named("advisoryx"))).isInstanceOf(Verdict.Warn.class);
        assertThat(policy.settings()).startsWith("advisory.high.y=pass", "advisory.high@trusted=warn");
    }

    private static Finding named(String rule) {
        return new Finding(rule, Level.BLOCK, "found", "mend it", List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"advisory", "advisory=never", "advisory@friends=warn", "Advisory=warn", "=warn", "a b=warn"})
    void whatCannotBeUnderstoodLetsNothingThrough(String setting) {
        SitePolicy policy = policy("*=pass", setting);
        assertThat(policy.judge(DIGEST, Trust.PLATFORM, List.of()))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict).isInstanceOf(Verdict.Failed.class);
                    assertThat(verdict.message()).contains(setting);
                });
        assertThat(policy.review(DIGEST, Trust.PLATFORM, List.of())).hasSize(1);
    }

    @Test
    void anErrorStaysAnErrorWhateverTheSiteSays() {
        Verdict failed = new Verdict.Failed("scan", "broke");
        Verdict passed = new Verdict.Pass("scan", "fine");
        Verdict blocked = new Verdict.Block("scan.process", new Problem("scan-process", "starts", "do not"));
        assertThat(policy("*=pass").review(DIGEST, Trust.PLATFORM, List.of(failed, passed, blocked)))
                .containsExactly(failed, passed, new Verdict.Pass("scan.process", "starts"));
        policy().accept(DIGEST, "scan", "I want it", NOW.plusSeconds(60), "olga");
        assertThat(policy().review(DIGEST, Trust.UNKNOWN, List.of(failed))).containsExactly(failed);
    }

    @Test
    void aVettersOwnVerdictsAreReviewedByTheSameRules() {
        Verdict hold = new Verdict.Hold("scan.socket", "opens one", "ask");
        Verdict warn = new Verdict.Warn("scan.socket", "opens one", "ask");
        assertThat(policy().review(DIGEST, Trust.UNKNOWN, List.of(hold, warn))).containsExactly(hold, warn);
        assertThat(policy("scan@unknown=block")
                        .review(DIGEST, Trust.UNKNOWN, List.of(warn))
                        .get(0))
                .isInstanceOf(Verdict.Block.class);
    }

    /** R136, R137: the rules about code are the site's as well. */
    @Test
    void theRulesAboutCodeFollowTheSite() throws IOException {
        Candidate candidate = new Candidate(
                Jars.plugin("demo", "1")
                        .entry("tool.sh", "#!/bin/sh\nrm -rf /\n")
                        .in(folder.resolve("x.jar")),
                DIGEST,
                "x.jar",
                Map.of(),
                Optional.empty(),
                Provenance.UNKNOWN,
                Optional.empty());
        Verdict found = scan(policy(), candidate).stream()
                .filter(verdict -> !verdict.passes())
                .findFirst()
                .orElseThrow();
        assertThat(scan(policy(found.check() + "=pass"), candidate))
                .extracting(Verdict::check)
                .doesNotContain(found.check());
        assertThat(scan(policy("scan=hold"), candidate))
                .filteredOn(verdict -> verdict.check().startsWith("scan."))
                .isNotEmpty()
                .allMatch(verdict -> verdict instanceof Verdict.Hold);
        policy().accept(DIGEST, found.check(), "read it", NOW.plusSeconds(60), "olga");
        assertThat(scan(policy(), candidate))
                .filteredOn(verdict -> verdict.check().equals(found.check()))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.message()).contains("accepted by olga"));
    }

    private static List<Verdict> scan(SitePolicy policy, Candidate candidate) throws IOException {
        return new ScanVetter(new Analyses(), new SiteLevels(policy)).vet(candidate);
    }

    @Test
    void whatIsAcceptedIsAWarningThatSaysWhoSaidSoForThatJarAndRuleUntilItExpires() {
        SitePolicy policy = policy();
        Acceptance accepted = policy.accept(DIGEST, HIGH.rule(), " not reachable ", NOW.plusSeconds(60), "olga");
        assertThat(accepted.reason()).isEqualTo("not reachable");
        Verdict verdict = judge(policy, Trust.UNKNOWN, HIGH);
        assertThat(verdict).isInstanceOf(Verdict.Warn.class);
        assertThat(verdict.message()).contains("olga").contains("not reachable").contains("2026-06-01T12:01:00Z");
        assertThat(judge(policy, Trust.UNKNOWN, named("advisory.high.other"))).isInstanceOf(Verdict.Block.class);
        assertThat(policy.judge("cd".repeat(32), Trust.UNKNOWN, List.of(HIGH)).get(0))
                .isInstanceOf(Verdict.Block.class);
        clock.set(NOW.plusSeconds(60));
        assertThat(judge(policy, Trust.UNKNOWN, HIGH)).isInstanceOf(Verdict.Block.class);
    }

    @Test
    void whatIsWithdrawnCountsNoMoreAndBothAreAudited() {
        SitePolicy policy = policy();
        Acceptance accepted = policy.accept(DIGEST, HIGH.rule(), "why not", NOW.plus(Duration.ofDays(1)), "olga");
        assertThat(policy.overrides()).containsExactly(accepted);
        assertThat(policy.withdraw(accepted.id(), "otto")).isTrue();
        assertThat(policy.withdraw(accepted.id(), "otto")).isFalse();
        assertThat(judge(policy, Trust.UNKNOWN, HIGH)).isInstanceOf(Verdict.Block.class);
        assertThat(store.audit().recent(DIGEST, 9))
                .extracting(entry -> entry.actor() + " " + entry.action())
                .containsExactly("otto vetting.withdraw", "olga vetting.accept");
        assertThat(events.topics())
                .containsExactly("pergola/vetting/override/ACCEPTED", "pergola/vetting/override/WITHDRAWN");
    }

    @Test
    void nonsenseIsNotAccepted() {
        SitePolicy policy = policy();
        Instant later = NOW.plusSeconds(1);
        assertThatThrownBy(() -> policy.accept("x", "a.b", "why", later, "o")).isInstanceOf(VettingException.class);
        assertThatThrownBy(() -> policy.accept(DIGEST, "*", "why", later, "o")).isInstanceOf(VettingException.class);
        assertThatThrownBy(() -> policy.accept(DIGEST, "a.b", " ", later, "o")).isInstanceOf(VettingException.class);
        assertThatThrownBy(() -> policy.accept(DIGEST, "a.b", "why", NOW, "o")).isInstanceOf(VettingException.class);
        assertThat(policy.overrides()).isEmpty();
    }
}
