package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.permissions.InvalidPermissionException;
import dev.pergola.permissions.PermissionService.Change;
import dev.pergola.permissions.PermissionService.Terms;
import dev.pergola.permissions.PluginPermissions.Permitted;
import dev.pergola.permissions.PluginPermissions.Request;
import dev.pergola.permissions.Standing;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.PermissionDecision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From being asked for to being in force (R31, R125, R126, R127, R129, R132, R135), on the real store. */
class PermissionDeskTest extends DeskStories {
    @Test
    void whatNobodyDecidedIsHeldWithTheWorstFirstAndTheCommandToGive() {
        Verdict verdict =
                decide(asking("1.0.0", "metrics.read", "", "network.http", "example.com", "system.exec", "/bin/ls"));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Hold.class, hold -> {
            assertThat(hold.message())
                    .contains(
                            "[critical] Start programs: /bin/ls (system.exec); [medium] Send HTTP requests to example.com")
                    .doesNotContain("metrics");
            assertThat(hold.remedy())
                    .contains("permission:approve a")
                    .contains("permission:grant a system.exec /bin/ls");
            assertThat(hold.evidence()).hasSize(2);
        });
    }

    @Test
    void whoNamesNoTargetMeansWhatIsAskedForAndTheReasonIsNoted() {
        PluginMetadata metadata = asking(
                "1.0.0", "filesystem.read", "/srv/a/**", "filesystem.read", "/srv/b/**", "system.exec", "/bin/ls");
        decide(metadata);
        desk.grant("a", "filesystem.read", "", new Terms(Optional.empty(), "", "", "for the trial"), "ann");
        desk.refuse("a", "system.exec", "", "ann");
        assertThat(desk.of("a").undecided()).isEmpty();
        assertThat(desk.of("a").decisions())
                .extracting(decision -> decision.granted() + " " + decision.permission() + " " + decision.target())
                .containsExactlyInAnyOrder(
                        "true filesystem.read /srv/a/**",
                        "true filesystem.read /srv/b/**",
                        "false system.exec /bin/ls");
        assertThat(desk.audit("a", 10))
                .anySatisfy(entry -> assertThat(entry.detail()).containsEntry("reason", "for the trial"));
    }

    @Test
    void approvingLetsTheHeldVersionGoOnAndIsRememberedOverRestarts() {
        PluginMetadata metadata = asking("1.0.0", "network.http", "example.com", "system.exec", "/bin/ls");
        decide(metadata);
        assertThat(desk.of("a").undecided()).hasSize(2);
        Change change = desk.approve("a", "ann");
        assertThat(change.deployment()).isPresent();
        assertThat(change.notes()).containsExactly("2 permissions were granted");
        assertThat(plugins.asked).containsExactly("reconsider a");
        assertThat(decide(metadata)).isInstanceOf(Verdict.Pass.class);
        core.close();
        start();
        assertThat(decide(metadata)).isInstanceOf(Verdict.Pass.class);
        assertThat(desk.audit("a", 10))
                .extracting(AuditEntry::action, AuditEntry::actor, AuditEntry::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("permission.grant", "ann", "granted"),
                        org.assertj.core.groups.Tuple.tuple("permission.grant", "ann", "granted"));
        assertThat(events.topics()).containsExactly("pergola/permission/GRANTED", "pergola/permission/GRANTED");
    }

    @Test
    void anUpdateThatAsksForTheSameOrLessPassesAndOneThatAsksForMoreIsHeld() {
        decide(asking("1.0.0", "filesystem.read", "/srv/**"));
        desk.approve("a", "ann");
        assertThat(decide(asking("1.1.0", "filesystem.read", "/srv/**"))).isInstanceOf(Verdict.Pass.class);
        assertThat(decide(asking("1.2.0", "filesystem.read", "/srv/in/*"))).isInstanceOf(Verdict.Pass.class);
        assertThat(decide(asking("1.3.0", "filesystem.read", "/**"))).isInstanceOf(Verdict.Hold.class);
        assertThat(decide(asking("1.4.0", "filesystem.write", "/srv/x"))).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void grantingAPartAnswersTheWhole() {
        PluginMetadata metadata = asking("1.0.0", "filesystem.read", "/srv/**");
        decide(metadata);
        Change change = desk.grant("a", "filesystem.read", "/srv/in/**", Terms.FOR_GOOD, "ann");
        assertThat(change.notes()).singleElement().asString().contains("counts as refused");
        assertThat(change.deployment()).isPresent();
        assertThat(decide(metadata)).isInstanceOf(Verdict.Pass.class);
        plugins.add(metadata);
        admit(metadata);
        assertThat(desk.of("a").requests()).extracting(Request::standing).containsExactly(Standing.PARTLY_GRANTED);
        assertThat(effective()).containsExactly("filesystem.read /srv/in/**");
        assertThat(core.check("a", "filesystem.read", "/srv/in/x")).isTrue();
        assertThat(core.check("a", "filesystem.read", "/srv/x")).isFalse();
        assertThat(decide(asking("2.0.0", "filesystem.read", "/**"))).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void refusingLetsItRunWithout() {
        PluginMetadata metadata = asking("1.0.0", "system.exec", "*", "network.listen", "80");
        decide(metadata);
        desk.refuse("a", "system.exec", "*", "ann");
        assertThat(plugins.asked).isEmpty();
        Change change = desk.refuseAll("a", "ann");
        assertThat(change.deployment()).isPresent();
        assertThat(decide(metadata))
                .isInstanceOfSatisfying(
                        Verdict.Pass.class, pass -> assertThat(pass.message()).contains("runs without 2 of the 2"));
        admit(metadata);
        assertThat(core.check("a", "system.exec", "/bin/ls")).isFalse();
    }

    @Test
    void revokingTakesBackWhatIsWithinAndSaysWhatStays() {
        PluginMetadata metadata = asking("1.0.0", "filesystem.read", "/srv/**", "filesystem.read", "/etc/hosts");
        plugins.add(metadata);
        decide(metadata);
        desk.approve("a", "ann");
        admit(metadata);
        assertThat(core.check("a", "filesystem.read", "/etc/hosts")).isTrue();
        assertThat(desk.revoke("a", "filesystem.read", "/etc/*", "bob").notes()).isEmpty();
        assertThat(core.check("a", "filesystem.read", "/etc/hosts")).isFalse();
        assertThat(desk.revoke("a", "filesystem.read", "/srv/in", "bob").notes())
                .hasSize(2)
                .last()
                .asString()
                .contains("It still has filesystem.read /srv/**");
        assertThat(core.check("a", "filesystem.read", "/srv/in")).isTrue();
        desk.revoke("a", "filesystem.read", "", "bob");
        assertThat(effective()).isEmpty();
        assertThat(decide(metadata)).as("it was looked at").isInstanceOf(Verdict.Pass.class);
        assertThat(events.topics()).contains("pergola/permission/REVOKED");
    }

    @Test
    void whatIsDeniedIsDecidedAndComesBeforeEveryGrant() {
        PluginMetadata metadata = asking("1.0.0", "filesystem.read", "/srv/**");
        plugins.add(metadata);
        desk.deny("a*", "filesystem.read", "/srv/secret/**", "payroll", "ann");
        assertThat(decide(metadata)).isInstanceOf(Verdict.Hold.class);
        Change change = desk.grant("a", "filesystem.read", "", Terms.FOR_GOOD, "ann");
        assertThat(change.notes()).isNotEmpty();
        desk.grant("a", "filesystem.read", "/srv/**", Terms.FOR_GOOD, "ann");
        admit(metadata);
        assertThat(core.check("a", "filesystem.read", "/srv/x")).isTrue();
        assertThat(core.check("a", "filesystem.read", "/srv/secret/x")).isFalse();
        assertThat(core.check("a", "filesystem.read", "/srv/**"))
                .as("not all of it")
                .isFalse();
        assertThat(core.explain("a", "filesystem.read", "/srv/secret/x"))
                .contains("payroll")
                .contains("ann");
        desk.deny("*", "filesystem.read", "", "", "ann");
        assertThat(decide(asking("1.1.0", "filesystem.read", "/new"))).isInstanceOf(Verdict.Pass.class);
        assertThat(desk.of("a").requests()).extracting(Request::standing).containsExactly(Standing.DENIED);
        assertThat(desk.undeny("*", "filesystem.read", "", "ann")).isTrue();
        assertThat(desk.undeny("*", "filesystem.read", "", "ann")).isFalse();
        assertThat(desk.denials()).hasSize(1);
        assertThat(desk.audit("a*", 10)).hasSize(1);
    }

    @Test
    void whoUninstallsAPluginForgetsWhatItWasGrantedAndNothingElse() {
        PluginMetadata metadata = asking("1.0.0", "system.exec", "*");
        plugins.add(metadata);
        admit(metadata);
        desk.grant("a", "system.exec", "*", Terms.FOR_GOOD, "ann");
        desk.grant("b", "system.exec", "*", Terms.FOR_GOOD, "ann");
        desk.deny("a", "network.http", "*", "", "ann");
        core.dismiss("pergola:plugin/a/1.0.0/0123456789ab/1");
        admit(metadata);
        assertThat(core.check("a", "system.exec", "/bin/ls"))
                .as("a bundle that goes and returns forgets nothing")
                .isTrue();

        core.forget("a", "bob");
        assertThat(core.check("a", "system.exec", "/bin/ls")).isFalse();
        assertThat(decide(metadata))
                .as("a later plugin of the id is asked anew")
                .isInstanceOf(Verdict.Hold.class);
        assertThat(store.decisions().all())
                .extracting(PermissionDecision::pluginId)
                .containsExactly("b");
        assertThat(store.decisions().denials()).hasSize(1);
        assertThat(desk.audit("a", 1).get(0))
                .satisfies(entry -> assertThat(entry.outcome()).isEqualTo("forgotten"))
                .satisfies(entry -> assertThat(entry.actor()).isEqualTo("bob"))
                .satisfies(entry -> assertThat(entry.detail()).containsEntry("permission", "system.exec"));
        assertThat(events.topics()).contains("pergola/permission/FORGOTTEN");
    }

    @Test
    void whatMakesNoSenseIsRefusedAndNotHeld() {
        assertThat(decide(asking("1.0.0", "filesystem.raed", "", "network.listen", "x")))
                .isInstanceOfSatisfying(Verdict.Block.class, block -> {
                    assertThat(block.problem().code()).isEqualTo("permission-unknown");
                    assertThat(block.problem().message()).contains("and 1 more");
                    assertThat(block.evidence()).hasSize(2);
                });
        String[] many = new String[2 * (Gatekeeper.MOST_REQUESTS + 1)];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "filesystem.read";
            many[i + 1] = "/f" + i;
        }
        assertThat(decide(asking("1.0.0", many))).isInstanceOf(Verdict.Block.class);
        assertThatThrownBy(() -> desk.grant("a", "filesystem.raed", "", Terms.FOR_GOOD, "ann"))
                .isInstanceOf(InvalidPermissionException.class);
        assertThatThrownBy(() -> desk.grant("*", "filesystem.read", "", Terms.FOR_GOOD, "ann"))
                .hasMessageContaining("for one plugin");
        assertThatThrownBy(() -> desk.of("nobody")).isInstanceOf(PluginNotFoundException.class);
    }

    @Test
    void aLocationThatTheInstallerDidNotGiveIsRefused() {
        for (String location : List.of("file:/x.jar", "pergola:plugin/*/1/ab/1", "pergola:plugin/a/1/ab/1/../2")) {
            assertThatThrownBy(() -> core.admit(Optional.empty(), "d", location))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void codeOfThePlatformAsksAndIsToldWhatToDo() {
        PluginMetadata metadata = asking("1.0.0", "deployment.execute", "staging");
        plugins.add(metadata);
        assertThat(core.explain("a", "deployment.execute", "staging")).contains("does not run");
        admit(metadata);
        assertThatThrownBy(() -> core.require("a", "deployment.execute", "staging"))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("permission:grant a deployment.execute staging");
        assertThatThrownBy(() -> core.require("a", "deployment.execute", "production"))
                .hasMessageContaining("@RequiresPermission(value = \"deployment.execute\", target = \"production\")");
        desk.approve("a", "ann");
        core.require("a", "deployment.execute", "staging");
        assertThat(core.explain("a", "deployment.execute", "staging")).contains("it was granted");
        assertThat(core.missing(
                        "a",
                        asking("1", "deployment.execute", "staging", "gpu.access", "")
                                .permissions()))
                .extracting(PluginMetadata.PermissionRequest::permission)
                .containsExactly("gpu.access");
        assertThat(core.validate(asking("1", "gpu.axess", "").permissions())).hasSize(1);
        assertThat(desk.of("a").effective()).extracting(Permitted::sentence).containsExactly("Deploy to staging");
        assertThat(desk.list()).hasSize(1);
        assertThat(desk.vocabulary()).hasSizeGreaterThan(25);
    }

    @Test
    void whoTriesWhatItMayNotAgainAndAgainIsQuarantined() {
        plugins.add(asking("1.0.0"));
        PermissionDenials denials = new PermissionDenials(core, plugins, events);
        Instant now = Instant.parse("2026-11-25T10:00:00Z");
        violation(now);
        violation(now.plusSeconds(1));
        violation(now.plusSeconds(700));
        assertThat(plugins.asked).isEmpty();
        violation(now.plusSeconds(701));
        violation(now.plusSeconds(702));
        assertThat(plugins.asked).containsExactly("quarantine a");
        for (int i = 0; i < 5; i++) violation(now.plusSeconds(703));
        assertThat(plugins.asked).hasSize(1);
        assertThat(desk.audit("a", 100)).hasSize(10).allMatch(e -> e.actor().equals("plugin:a"));
        denials.close();
        violation(now.plusSeconds(704));
        assertThat(desk.audit("a", 100)).hasSize(10);
    }

    private void violation(Instant when) {
        events.send(
                "pergola/execution/security_violation",
                when,
                Map.of("plugin", "a", "id", "x", "operation", "WORD_COUNT"));
    }
}
