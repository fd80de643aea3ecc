package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.permissions.PermissionService.Terms;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.store.TrustRecords;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a publisher is granted is for what it signs; on the real store. */
class PublisherGrantsTest extends DeskStories {
    private static final String KEY = "ab".repeat(32);
    private static final Provenance EXAMPLE = new Provenance(Trust.TRUSTED, Optional.of("Example"), Optional.of(KEY));

    @Test
    void whatAPublisherIsGrantedIsForAllThatItSignsNowAndLater() {
        PluginMetadata metadata = asking("1.0.0", "system.exec", "*");
        assertThat(decide(metadata, EXAMPLE)).isInstanceOf(Verdict.Hold.class);
        var change = desk.grantPublisher("Example", "system.exec", "/bin/ls", Terms.FOR_GOOD, "ann");
        assertThat(change.notes()).singleElement().asString().contains("knows no publisher");
        assertThat(change.deployments()).as("it asks for more").isEmpty();
        change = desk.grantPublisher("Example", "system.exec", "*", Terms.FOR_GOOD, "ann");
        assertThat(change.deployments()).hasSize(1);
        assertThat(plugins.asked).containsExactly("reconsider a");
        assertThat(decide(metadata, EXAMPLE)).isInstanceOf(Verdict.Pass.class);
        assertThat(decide(metadata)).as("unsigned").isInstanceOf(Verdict.Hold.class);
        assertThat(decide(metadata, EXAMPLE)).isInstanceOf(Verdict.Pass.class);
        plugins.add(metadata, "d1.0.0");
        admit(metadata);
        assertThat(core.check("a", "system.exec", "/bin/ls")).isTrue();
        assertThat(desk.of("a").requests().get(0).because()).contains("ann at", "to plugins of Example");
        assertThat(desk.of("a").decisions())
                .extracting(PluginPermissions.Decision::publisher)
                .containsOnly("Example");
        assertThat(desk.audit("publisher:Example", 9))
                .extracting(entry -> entry.detail().get("publisher"))
                .containsOnly("Example");

        change = desk.revokePublisher("Example", "system.exec", "", "bob");
        assertThat(change.now())
                .allSatisfy(one -> assertThat(one.decision().granted()).isFalse());
        assertThat(core.check("a", "system.exec", "/bin/ls")).isFalse();
    }

    @Test
    void aGrantByFingerprintNeedsNoNameAndIsKeptOverARestart() {
        desk.grantPublisher(KEY, "system.exec", "*", Terms.FOR_GOOD, "ann");
        store.trust().note(new TrustRecords.SignerRecord("d1.0.0", KEY, "CN=Example", "", Instant.now()));
        PluginMetadata metadata = asking("1.0.0", "system.exec", "*");
        admit(metadata);
        assertThat(core.signer("d1.0.0")).contains(KEY);
        assertThat(core.check("a", "system.exec", "/bin/ls")).isTrue();
        core.close();
        start();
        admit(metadata);
        assertThat(core.check("a", "system.exec", "/bin/ls")).isTrue();

        store.trust().revoke(new TrustRecords.Revocation(KEY, "Example", "lost", "ann", Instant.now()));
        events.send("pergola/vetting/trust/REVOKED", Instant.now(), Map.of());
        assertThat(core.check("a", "system.exec", "/bin/ls"))
                .as("what a revoked key has signed is nobody's")
                .isFalse();
        assertThat(core.signer("d1.0.0")).isEmpty();
    }

    @Test
    void aPublisherIsNamedInSoManyWords() {
        for (String odd : List.of("", " ", "a\nb", "x".repeat(256))) {
            assertThatThrownBy(() -> desk.grantPublisher(odd, "system.exec", "*", Terms.FOR_GOOD, "ann"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(desk.publishers()).isEmpty();
    }
}
