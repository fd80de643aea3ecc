package dev.pergola.shell.internal.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.permissions.PluginPermissions.Decision;
import dev.pergola.permissions.Standing;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.shell.internal.fake.FakePermissions;
import dev.pergola.shell.internal.fake.Gogo;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R126, R130, R132. */
class PermissionCommandsTest {
    private final Gogo gogo = new Gogo();
    private final FakePermissions permissions = gogo.fakes.permissions;

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void theVocabularyIsListed() throws Exception {
        assertThat(gogo.run("permission:list"))
                .contains("PERMISSION", "filesystem.read", "medium", "Read {target}", "mailer.send")
                .doesNotContain("not enforced");
        assertThat(json("permission:list --json").get(1).get("risk").asText()).isEqualTo("critical");
        permissions.enforced = false;
        assertThat(gogo.run("permission:list")).contains("recorded and not enforced");
    }

    @Test
    void whatIsAskedForIsShownWorstFirstInWordsAndWithTheAuthorsReasons() throws Exception {
        String shown = gogo.run("permission:request wordcount");
        assertThat(shown)
                .containsSubsequence(
                        "wordcount 1.0.0 asks for 2 permissions",
                        "critical  Start programs: all",
                        "system.exec '*'",
                        "call git”",
                        "medium  Read /srv/texts",
                        "filesystem.read '/srv/texts/**'",
                        "permission:approve wordcount")
                .as("the author's text does not reach the terminal as it is")
                .doesNotContain("\u001b");
        assertThat(json("permission:request wordcount --json")
                        .get(0)
                        .get("standing")
                        .asText())
                .isEqualTo("undecided");
    }

    @Test
    void approvingGrantsAllAndSaysWhatBecameOfTheHeldPlugin() throws Exception {
        gogo.variables.put("pergola.actor", "ada");
        assertThat(gogo.run("permission:approve wordcount"))
                .contains("2 permissions were granted", "reconsider done: wordcount 1.0.0 in 42 ms")
                .doesNotContain("undecided");
        assertThat(permissions.decisions).hasSize(2).allSatisfy(decision -> {
            assertThat(decision.granted()).isTrue();
            assertThat(decision.by()).isEqualTo("ada");
        });
        assertThat(gogo.run("permission:request wordcount")).contains("Nothing that wordcount asks for waits");
        assertThat(gogo.run("permission:list wordcount")).contains("granted", "by ada", "/srv/texts/**");
        assertThat(gogo.run("permission:audit wordcount"))
                .contains("ada", "permission".toUpperCase(java.util.Locale.ROOT));
    }

    @Test
    void aDecisionAfterWhichThePluginDoesNotStartStandsAndIsAFailure() throws Exception {
        permissions.outcome = Outcome.FAILED;
        assertThat(gogo.fail("permission:approve wordcount"))
                .contains("reconsider of wordcount 1.0.0 failed: It broke", "Mend it");
        assertThat(permissions.decisions).hasSize(2);
    }

    @Test
    void aGrantMayEndAndHaveAReason() throws Exception {
        LocalDate day = LocalDate.now(ZoneId.systemDefault()).plusDays(30);
        assertThat(gogo.run("permission:grant wordcount filesystem.read '/srv/texts/**' --until " + day
                        + " --reason 'for the trial'"))
                .contains("granted filesystem.read '/srv/texts/**' to wordcount until " + day.plusDays(1))
                .contains("1 permission still undecided", "permission:request wordcount");
        Decision granted = permissions.decisions.get(0);
        assertThat(granted.until())
                .as("the day is included")
                .contains(day.plusDays(1).atStartOfDay(ZoneId.systemDefault()).toInstant());
        assertThat(gogo.run("permission:audit")).contains("for the trial");
        assertThat(json("permission:grant wordcount system.exec --until 2h --json")
                        .at("/deployment/outcome")
                        .asText())
                .isEqualTo("done");
    }

    @Test
    void whatIsGrantedCanBeTakenBack() throws Exception {
        gogo.run("permission:approve wordcount");
        assertThat(gogo.run("permission:revoke wordcount system.exec")).contains("has no grant of system.exec");
        assertThat(permissions.requests.get(0).standing()).isEqualTo(Standing.REFUSED);
        assertThat(gogo.run("permission:revoke wordcount mailer.send")).contains("Nothing of that was granted");
    }

    @Test
    void aGrantMayBeForATierAndAnIsolation() throws Exception {
        gogo.run("permission:grant wordcount system.exec --tier sandbox --isolation A");
        assertThat(permissions.decisions.get(0).tier()).isEqualTo("sandbox");
        assertThat(permissions.decisions.get(0).isolation()).isEqualTo("A");
    }

    @Test
    void aPublisherIsGrantedSomethingForAllItsPlugins() throws Exception {
        assertThat(gogo.run("permission:publishers")).contains("Nothing was granted to any publisher");
        assertThat(gogo.run("permission:grant --publisher 'Example Corp' filesystem.read '/srv/**' --isolation B"))
                .contains(
                        "granted filesystem.read '/srv/**' to every plugin of Example Corp",
                        "Nobody knows Example Corp");
        assertThat(permissions.ofPublishers)
                .singleElement()
                .satisfies(one -> assertThat(one.decision().isolation()).isEqualTo("B"));
        assertThat(gogo.run("permission:publishers"))
                .containsSubsequence("Example Corp", "filesystem.read", "/srv/**", "granted", "isolation B");
        assertThat(json("permission:publishers --json").at("/0/publisher").asText())
                .isEqualTo("Example Corp");
        assertThat(gogo.run("permission:revoke --publisher 'Example Corp' filesystem.read"))
                .contains("every plugin of Example Corp has no grant of filesystem.read");
        assertThat(permissions.ofPublishers).isEmpty();
        assertThat(gogo.fail("permission:grant --publisher x wordcount filesystem.read /srv"))
                .contains("no plugin is named");
        assertThat(gogo.fail("permission:grant wordcount")).contains("Which permission of wordcount");
    }

    @Test
    void whatNothingAsksForAndWhatTheJarLeavesOutItselfIsSaid() throws Exception {
        assertThat(gogo.run("permission:list"))
                .containsSubsequence("ASKED FOR", "gpu.access", "no", "nothing in this version asks for it");
        assertThat(gogo.run("permission:request wordcount"))
                .contains("its own OSGI-INF/permissions.perm leaves out", "FilePermission /srv/texts/- read");
        assertThat(gogo.run("permission:list wordcount"))
                .contains("narrowed by the jar's own OSGI-INF/permissions.perm", "FilePermission /srv/texts/- read");
        assertThat(json("permission:list wordcount --json")
                        .at("/requests/1/cut_off/0")
                        .asText())
                .isEqualTo("FilePermission /srv/texts/- read");
    }

    @Test
    void whatIsAskedForCanBeRefusedOneOrAll() throws Exception {
        assertThat(gogo.run("permission:refuse wordcount system.exec")).contains("refused system.exec to wordcount");
        assertThat(gogo.run("permission:refuse wordcount"))
                .contains("1 permissions were refused", "reconsider done: wordcount");
    }

    @Test
    void whatTheSiteDeniesIsListedAndCanBeTakenBack() throws Exception {
        assertThat(gogo.run("permission:denials")).contains("Nothing is denied");
        assertThat(gogo.run("permission:deny '*' system.exec --reason 'our policy'"))
                .contains("denied system.exec to all plugins");
        assertThat(gogo.run("permission:denials")).contains("system.exec", "our policy");
        assertThat(gogo.run("permission:list wordcount")).contains("denied to *: system.exec '*'", "our policy");
        assertThat(gogo.fail("permission:undeny wordcount system.exec"))
                .contains("Nobody has denied system.exec to wordcount", "permission:denials");
        assertThat(gogo.run("permission:undeny '*' system.exec")).contains("no longer denied");
        assertThat(permissions.denied).isEmpty();
    }

    @Test
    void anExplanationIsGiven() throws Exception {
        assertThat(gogo.run("permission:explain wordcount filesystem.read /etc/hosts"))
                .contains("wordcount may not do this: filesystem.read /etc/hosts");
        assertThat(json("permission:explain wordcount filesystem.read --json")
                        .get("explanation")
                        .asText())
                .contains("may not");
    }

    @Test
    void mistakesAreExplained() {
        assertThat(gogo.fail("permission:request wordcuont")).contains("There is no plugin wordcuont", "wordcount?");
        assertThat(gogo.fail("permission:approve wordcuont")).contains("There is no plugin wordcuont");
        assertThat(gogo.fail("permission:revoke wordcuont system.exec")).contains("There is no plugin wordcuont");
        assertThat(gogo.fail("permission:grant wordcount filesystem.raed"))
                .contains("There is no permission filesystem.raed", "Did you mean");
        assertThat(gogo.fail("permission:grant wordcount filesystem.read --until someday"))
                .contains("neither a day nor a time: someday");
        assertThat(permissions.decisions).isEmpty();
    }

    @Test
    void completionOffersWhatIsUndecidedThenTheVocabulary() throws Exception {
        assertThat(offered("permission:grant", 1, "wordcount")).containsExactly("system.exec", "filesystem.read");
        assertThat(offered("permission:grant", 2, "wordcount", "filesystem.read"))
                .containsExactly("/srv/texts/**");
        assertThat(offered("permission:grant", 1, "nobody")).contains("mailer.send");
        assertThat(offered("permission:revoke", 1, "wordcount")).isEmpty();
        gogo.run("permission:approve wordcount");
        assertThat(offered("permission:grant", 1, "wordcount")).contains("mailer.send");
        assertThat(offered("permission:revoke", 1, "wordcount")).containsExactly("system.exec", "filesystem.read");
        assertThat(offered("permission:revoke", 2, "wordcount", "system.exec")).containsExactly("*");
        gogo.run("permission:deny '*' system.exec");
        assertThat(offered("permission:undeny", 0)).containsExactly("*");
        assertThat(offered("permission:undeny", 1, "*")).containsExactly("system.exec");
        assertThat(offered("permission:undeny", 2, "*", "system.exec")).containsExactly("*");
    }

    private List<String> offered(String command, int position, String... words) {
        ShellCommand found = gogo.commands.stream()
                .filter(one -> one.spec().fullName().equals(command))
                .findFirst()
                .orElseThrow();
        return found.spec().arguments().get(position).suggestions().suggest(List.of(words)).stream()
                .map(Suggestion::value)
                .toList();
    }

    private JsonNode json(String line) throws Exception {
        return new ObjectMapper().readTree(gogo.run(line));
    }
}
