package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.permissions.PermissionService.Terms;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.PluginPermissions.Request;
import dev.pergola.permissions.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A grant holds until its time is over, and where its terms are met; on the real store. */
class TermsOfGrantsTest extends DeskStories {
    @Test
    void aGrantCanEndAndBeForOneTierAndNeitherIsEarlierThanNow() {
        PluginMetadata metadata = asking("1.0.0", "system.exec", "*");
        plugins.add(metadata);
        admit(metadata);
        Instant end = Instant.now().plusSeconds(3600);
        desk.grant("a", "system.exec", "*", new Terms(Optional.of(end), "sandbox", "", ""), "ann");
        assertThat(core.check("a", "system.exec", "/bin/ls")).isFalse();
        PluginPermissions now = desk.of("a");
        assertThat(now.requests()).extracting(Request::standing).containsExactly(Standing.GRANTED);
        assertThat(now.decisions().get(0).tier()).isEqualTo("sandbox");
        desk.grant("a", "system.exec", "*", new Terms(Optional.of(end), "", "", ""), "ann");
        assertThat(core.check("a", "system.exec", "/bin/ls")).isTrue();
        assertThatThrownBy(() ->
                        desk.grant("a", "system.exec", "*", new Terms(Optional.of(Instant.EPOCH), "", "", ""), "ann"))
                .hasMessageContaining("is over");
        assertThatThrownBy(
                        () -> desk.grant("a", "system.exec", "*", new Terms(Optional.empty(), "moon", "", ""), "ann"))
                .hasMessageContaining("no tier 'moon'");
        assertThatThrownBy(() -> desk.grant("a", "system.exec", "*", new Terms(Optional.empty(), "", "D", ""), "ann"))
                .hasMessageContaining("no isolation 'D'");
    }

    @Test
    void aGrantThatHasEndedDoesNotBeginAgainBecauseTheClockIsSetBack() {
        PluginMetadata metadata = asking("1.0.0", "system.exec", "*");
        plugins.add(metadata);
        admit(metadata);
        grantForAnHour();
        assertThat(core.check("a", "system.exec", "/bin/ls")).isTrue();

        clock.set(Duration.ofHours(2));
        assertThat(core.check("a", "system.exec", "/bin/ls")).isFalse();
        clock.set(Duration.ZERO);

        assertEnded();
        core.close();
        start();
        admit(metadata);
        assertEnded();

        grantForAnHour();
        assertThat(core.check("a", "system.exec", "/bin/ls")).isTrue();
    }

    private void grantForAnHour() {
        Instant end = clock.instant().plus(Duration.ofHours(1));
        desk.grant("a", "system.exec", "*", new Terms(Optional.of(end), "", "", ""), "ann");
    }

    private void assertEnded() {
        assertThat(core.check("a", "system.exec", "/bin/ls")).isFalse();
        assertThat(desk.of("a").requests()).extracting(Request::standing).containsExactly(Standing.EXPIRED);
        assertThat(decide(asking("1.0.0", "system.exec", "*"))).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void aGrantOnTermsIsShownWithThemAndExplainedWhereTheyAreNotMet() {
        PluginMetadata metadata = asking("1.0.0", "system.exec", "*");
        plugins.add(metadata);
        admit(metadata);
        desk.grant("a", "system.exec", "*", new Terms(Optional.empty(), "sandbox", "A", ""), "ann");
        assertThat(desk.of("a").decisions())
                .singleElement()
                .satisfies(decision -> assertThat(decision.isolation()).isEqualTo("A"));
        assertThat(desk.of("a").requests().get(0).because()).endsWith(", in the tier sandbox, at the isolation A");
        assertThat(desk.of("a").effective()).isEmpty();
        assertThat(desk.explain("a", "system.exec", "/bin/ls"))
                .contains("terms that are not met in this process", "in-process at the isolation none", "isolation A");
        assertThat(desk.audit("a", 1).get(0).detail())
                .containsEntry("tier", "sandbox")
                .containsEntry("isolation", "A");
    }
}
