package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R127: what a site decides once and for all. */
class PolicyFileTest {
    private final Vocabulary vocabulary = new Vocabulary(List::of);
    private final Places places = new Places(Path.of("/d/a"), Path.of("/tmp"));

    @TempDir
    Path folder;

    private List<Rule> rules(String text) {
        return new PolicyFile("policy", vocabulary).parse(text);
    }

    private boolean grants(String text, String plugin, String permission, String target, Provenance from) {
        Judge judge = new Judge(
                vocabulary, Book.EMPTY, rules(text), java.time.Instant.EPOCH, new Bounds.Here("in-process", "none"));
        return judge.granting(plugin, vocabulary.extent(permission, target), places, Optional.of(from))
                .isPresent();
    }

    private static Provenance from(Trust trust, String publisher) {
        return new Provenance(trust, Optional.of(publisher));
    }

    @Test
    void linesAreReadWithTheirNumbersAndCommentsAreNot() {
        List<Rule> rules = rules("""
                # what we trust
                grant filesystem.read /srv/**   # the share

                deny system.exec to com.example.* trust unknown
                grant risk:medium from "Example Corp" to a trust known
                """);
        assertThat(rules).extracting(Rule::origin).containsExactly("policy:2", "policy:4", "policy:5");
        assertThat(rules.get(2).publisher()).contains("Example Corp");
        assertThat(rules.get(2).trust()).contains(Trust.KNOWN);
        assertThat(rules.get(1).grants()).isFalse();
    }

    @Test
    void aNameAloneGrantsWhatTheVocabularySaysAndATargetWhatItSays() {
        assertThat(grants("grant filesystem.read", "a", "filesystem.read", "${data}/**", Provenance.UNKNOWN))
                .isTrue();
        assertThat(grants("grant filesystem.read", "a", "filesystem.read", "/etc/**", Provenance.UNKNOWN))
                .isFalse();
        assertThat(grants("grant filesystem.read *", "a", "filesystem.read", "/etc/**", Provenance.UNKNOWN))
                .isTrue();
        assertThat(grants("grant network.http", "a", "network.http", "example.com", Provenance.UNKNOWN))
                .isTrue();
    }

    @Test
    void groupsRisksPublishersTrustAndPluginsAreToldApart() {
        assertThat(grants("grant network.*", "a", "network.listen", "80", Provenance.UNKNOWN))
                .isTrue();
        assertThat(grants("grant network.*", "a", "system.exec", "/x", Provenance.UNKNOWN))
                .isFalse();
        assertThat(grants("grant risk:medium", "a", "metrics.read", "", Provenance.UNKNOWN))
                .isTrue();
        assertThat(grants("grant risk:medium", "a", "system.exec", "/x", Provenance.UNKNOWN))
                .isFalse();
        assertThat(grants("grant * trust trusted", "a", "system.exec", "/x", from(Trust.PLATFORM, "p")))
                .isTrue();
        assertThat(grants("grant * trust trusted", "a", "system.exec", "/x", from(Trust.KNOWN, "p")))
                .isFalse();
        assertThat(grants("grant * from p", "a", "system.exec", "/x", from(Trust.KNOWN, "p")))
                .isTrue();
        assertThat(grants("grant * from p", "a", "system.exec", "/x", from(Trust.KNOWN, "q")))
                .isFalse();
        assertThat(grants("grant * to com.a.*", "com.a.b", "system.exec", "/x", Provenance.UNKNOWN))
                .isTrue();
        assertThat(grants("grant * to com.a.*", "com.ab", "system.exec", "/x", Provenance.UNKNOWN))
                .isFalse();
    }

    @Test
    void termsAreTheSameAsInAGrant() {
        Rule rule = rules("grant network.http from Example tier sandbox isolation B until 2027-01-31T12:00:00Z")
                .get(0);
        assertThat(rule.bounds())
                .isEqualTo(
                        new Bounds(Optional.of(java.time.Instant.parse("2027-01-31T12:00:00Z")), "sandbox", "B", ""));
        java.time.Instant end = rules("grant network.http until 2027-01-31")
                .get(0)
                .bounds()
                .until()
                .orElseThrow();
        assertThat(end.atZone(java.time.ZoneId.systemDefault()).toLocalDate())
                .as("the day is included")
                .isEqualTo("2027-02-01");
        assertThat(grants("grant network.http until 1969-12-31", "a", "network.http", "x", Provenance.UNKNOWN))
                .isFalse();
    }

    @Test
    void aPublisherMayBeNamedByItsKey() {
        String key = "ab".repeat(32);
        Provenance signed = new Provenance(Trust.UNKNOWN, Optional.empty(), Optional.of(key));
        assertThat(grants("grant * from " + key, "a", "system.exec", "/x", signed))
                .isTrue();
        assertThat(grants("grant * from " + key, "a", "system.exec", "/x", Provenance.UNKNOWN))
                .isFalse();
    }

    @Test
    void aDenialWithoutATargetIsForAllAndOneByTrustForThatAndLess() {
        Rule deny = rules("deny filesystem.write").get(0);
        assertThat(deny.extents(vocabulary)).containsExactly(new Extent("filesystem.write", "*"));
        Rule byTrust = rules("deny risk:high trust known").get(0);
        assertThat(byTrust.appliesTo("a", Optional.of(from(Trust.KNOWN, "p")))).isTrue();
        assertThat(byTrust.appliesTo("a", Optional.of(from(Trust.TRUSTED, "p"))))
                .isFalse();
        assertThat(byTrust.appliesTo("a", Optional.empty())).isFalse();
        assertThat(byTrust.extents(vocabulary))
                .extracting(Extent::permission)
                .contains("system.exec")
                .doesNotContain("metrics.read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permit x|begins with 'grant' or 'deny'",
                "grant|which permission",
                "grant filesystem.raed|Did you mean filesystem.read",
                "grant filesystem.read relative|Expected is",
                "grant * /x|a target goes with one permission",
                "grant risk:huge|none of low, medium, high, critical",
                "grant * trust much|none of unknown, known, trusted, platform",
                "grant * to|something has to follow",
                "grant * to A*b|names no plugins",
                "grant filesystem.read /x for a|none of to, from, trust, until, tier, isolation",
                "grant filesystem.read until tomorrow|neither a day",
                "grant filesystem.read tier moon|none of in-process, sandbox",
                "grant filesystem.read isolation D|none of none, C, B, A",
                "grant * from \"Example|quotation mark",
                "grant nothing.*|no permission begins with"
            })
    void errorsNameFileAndLine(String line, String message) {
        assertThatThrownBy(() -> rules("# first\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy:2: ")
                .hasMessageContaining(message);
    }

    @Test
    void theFileIsReadAgainWhenItChangesAndABrokenOneKeepsTheLastRules() throws Exception {
        Path file = folder.resolve("permissions-policy");
        SitePolicy policy =
                new SitePolicy(file, List.of("filesystem.read", "network.http=example.com", "nonsense"), vocabulary);
        assertThat(policy.rules()).hasSize(2);
        assertThat(policy.trouble()).isEmpty();

        Files.writeString(file, "deny system.exec\n");
        assertThat(policy.rules()).hasSize(3);
        Files.writeString(file, "deny system.exec\nnonsense\n");
        assertThat(policy.trouble()).hasValueSatisfying(t -> assertThat(t).contains(file + ":2"));
        assertThat(policy.rules()).hasSize(3);

        Files.writeString(file, "deny system.exec\n# mended\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(policy.trouble()).isEmpty();
        Files.delete(file);
        assertThat(policy.rules()).hasSize(2);
    }
}
