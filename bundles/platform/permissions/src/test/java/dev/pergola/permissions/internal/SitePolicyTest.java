package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.permissions.PermissionService.Terms;
import dev.pergola.permissions.PluginPermissions;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules of the site decide where nobody is asked; on the real store. */
class SitePolicyTest extends DeskStories {
    @Test
    void rulesGrantWithoutAskingAndWhatTheyGrantedIsListedAndRevocable() throws Exception {
        Files.writeString(
                folder.resolve("permissions-policy"),
                "grant network.http *.example.com trust trusted\ndeny risk:critical trust known\n");
        PluginMetadata metadata =
                asking("1.0.0", "metrics.read", "", "network.http", "api.example.com:443", "system.exec", "*");
        assertThat(decide(metadata)).isInstanceOf(Verdict.Hold.class);
        Provenance trusted = new Provenance(Trust.TRUSTED, Optional.of("Example"));
        assertThat(decide(metadata, trusted)).isInstanceOf(Verdict.Hold.class);
        assertThat(decide(metadata, new Provenance(Trust.KNOWN, Optional.of("Example"))))
                .isInstanceOf(Verdict.Hold.class);
        PluginMetadata modest = asking("1.0.1", "metrics.read", "", "network.http", "api.example.com:443");
        assertThat(decide(modest, trusted)).isInstanceOf(Verdict.Pass.class);
        assertThat(store.decisions().all()).as("a plan changes nothing").isEmpty();
        plugins.add(modest);
        admit(modest);
        assertThat(desk.of("a").decisions())
                .extracting(PluginPermissions.Decision::by)
                .containsExactlyInAnyOrder(
                        "rule plugins.security.default-permissions",
                        "rule " + folder.resolve("permissions-policy") + ":1");
        assertThat(effective()).containsExactly("metrics.read *", "network.http api.example.com:443");
        desk.revoke("a", "network.http", "", "ann");
        admit(asking("1.0.2", "network.http", "api.example.com:443"));
        assertThat(core.check("a", "network.http", "api.example.com:443"))
                .as("a rule does not grant again what was revoked")
                .isFalse();
    }

    @Test
    void aRuleThatDeniesByTrustIsWrittenDownWhenItApplies() throws Exception {
        Files.writeString(folder.resolve("permissions-policy"), "deny system.exec trust known\n");
        PluginMetadata metadata = asking("1.0.0", "system.exec", "*");
        assertThat(decide(metadata)).isInstanceOf(Verdict.Pass.class);
        admit(metadata);
        core.close();
        start();
        admit(metadata);
        desk.grant("a", "system.exec", "*", Terms.FOR_GOOD, "ann");
        assertThat(core.check("a", "system.exec", "/bin/ls")).isFalse();
        assertThat(desk.denials()).hasSize(1);
    }

    @Test
    void aBrokenPolicyLetsNothingIn() throws Exception {
        Files.writeString(folder.resolve("permissions-policy"), "grant everything\n");
        assertThat(decide(asking("1.0.0")))
                .isInstanceOfSatisfying(
                        Verdict.Failed.class,
                        failed -> assertThat(failed.message()).contains("permissions-policy:1"));
        assertThatThrownBy(() -> admit(asking("1.0.0"))).hasMessageContaining("permissions-policy:1");
    }
}
