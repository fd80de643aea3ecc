package dev.pergola.shell.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.shell.internal.fake.Gogo;
import dev.pergola.shell.internal.fake.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigurePluginTest {
    private final Gogo gogo = new Gogo();

    @BeforeEach
    void schema() {
        gogo.fakes.manager.schema = Map.of(
                "properties",
                Map.of(
                        "host", Map.of("type", "string", "description", "Where mails go"),
                        "port", Map.of("type", "integer"),
                        "tls", Map.of("type", "boolean"),
                        "sizes", Map.of("type", "array", "items", Map.of("type", "number")),
                        "flags", Map.of("type", "array", "items", Map.of("type", "boolean")),
                        "languages", Map.of("type", "array", "items", Map.of("type", "string"), "title", "Tongues"),
                        "password", Map.of("type", "string", "writeOnly", true),
                        "anything", Map.of(),
                        "retries", Map.of("type", "integer")));
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    private Map<String, Object> stored() {
        return gogo.fakes.configurations.current("mailer").orElseThrow().values();
    }

    @Test
    void setConvertsByTheSchemaAndKeepsTheRest() throws Exception {
        gogo.run("plugin:config mailer set host=587 port=587 tls=yes sizes=1,2.5 flags=on,off 'languages=en, de'");
        assertThat(stored())
                .containsEntry("host", "587")
                .containsEntry("port", 587)
                .containsEntry("tls", true)
                .containsEntry("sizes", List.of(1, 2.5))
                .containsEntry("flags", List.of(true, false))
                .containsEntry("languages", List.of("en", "de"));
        gogo.run("plugin:config mailer set port=25 'anything={\"a\":[1]}' sizes=");
        assertThat(stored())
                .containsEntry("host", "587")
                .containsEntry("port", 25)
                .containsEntry("sizes", List.of())
                .containsEntry("anything", Map.of("a", List.of(1)));
    }

    @Test
    void unsetGoesBackToTheDefault() throws Exception {
        gogo.run("plugin:config mailer set port=1 host=a");
        assertThat(gogo.run("plugin:config mailer unset port")).contains("host");
        assertThat(stored()).containsOnlyKeys("host");
        assertThat(gogo.fail("plugin:config mailer unset prot")).contains("prot is not set", "Set: host");
        assertThat(gogo.fail("plugin:config mailer unset")).contains("Nothing to unset");
    }

    @Test
    void showTellsSetFromDefaultAndHidesPasswords() throws Exception {
        gogo.run("plugin:config mailer set password=hunter2 host=h");
        assertThat(stored()).containsEntry("password", "hunter2");
        String shown = gogo.run("plugin:config mailer");
        assertThat(shown)
                .contains("Where mails go", "Tongues", "********", "retries", "default")
                .doesNotContain("hunter2");
        assertThat(gogo.run("plugin:config mailer show --json"))
                .contains("\"effective\"")
                .doesNotContain("hunter2");
        assertThat(gogo.run("plugin:config mailer history --json"))
                .contains("\"revision\" : 1")
                .doesNotContain("hunter2");
        assertThat(gogo.run("plugin:config mailer history"))
                .contains("shell", "********")
                .doesNotContain("hunter2");
    }

    @Test
    void changingAnotherKeyKeepsThePassword() throws Exception {
        gogo.run("plugin:config mailer set password=hunter2");
        gogo.run("plugin:config mailer set port=3");
        assertThat(stored()).containsEntry("password", "hunter2").containsEntry("port", 3);
    }

    /** R313. */
    @Test
    void rollbackGoesBackToAnEarlierRevision() throws Exception {
        assertThat(gogo.fail("plugin:config mailer rollback")).contains("Nobody has changed", "nothing to undo");
        gogo.run("plugin:config mailer set password=hunter2 port=1");
        gogo.run("plugin:config mailer set port=2");
        gogo.run("plugin:config mailer set port=3");
        assertThat(gogo.run("plugin:config mailer rollback")).contains("port").doesNotContain("hunter2");
        assertThat(stored()).containsEntry("port", 2).containsEntry("password", "hunter2");
        gogo.run("plugin:config mailer rollback 1");
        assertThat(stored()).containsEntry("port", 1).containsEntry("password", "hunter2");
        gogo.run("plugin:config mailer rollback 0");
        assertThat(stored()).isEmpty();
        assertThat(gogo.run("plugin:config mailer history --json")).contains("\"revision\" : 6");
        gogo.run("plugin:config mailer rollback 6");
        assertThat(gogo.fakes.configurations.history("mailer", 10)).hasSize(6);
        assertThat(gogo.fail("plugin:config mailer rollback 77")).contains("no revision 77", "history");
        assertThat(gogo.fail("plugin:config mailer rollback first")).contains("number of a revision, but got: first");
        assertThat(gogo.fail("plugin:config mailer rollback 1 2")).contains("Give one revision");
    }

    @Test
    void wrongKeysAndValuesAreErrors() {
        assertThat(gogo.fail("plugin:config mailer set prot=1")).contains("no key prot", "Did you mean port?");
        assertThat(gogo.fail("plugin:config mailer set port=many")).contains("port takes a number, but got: many");
        assertThat(gogo.fail("plugin:config mailer set tls=perhaps")).contains("tls takes true or false");
        assertThat(gogo.fail("plugin:config mailer set port")).contains("Expected key=value", "single quotes");
        assertThat(gogo.fail("plugin:config mailer set")).contains("Nothing to set");
        assertThat(gogo.fail("plugin:config mailer delete x")).contains("does not know the action delete");
        assertThat(gogo.fakes.configurations.current("mailer")).isEmpty();
    }

    /** R52: a plugin may take keys that it does not name. */
    @Test
    void keysThatAreNotDeclaredAreTakenWhereTheSchemaSaysSo() throws Exception {
        gogo.fakes.manager.schema =
                Map.of("properties", Map.of("port", Map.of("type", "integer")), "additionalProperties", true);
        gogo.run("plugin:config mailer set prot=1");
        assertThat(stored()).containsEntry("prot", 1);
    }

    @Test
    void whatThePlatformRefusesIsShownProblemByProblem() {
        gogo.fakes.manager.invalid = List.of(new Problem("range", "port is above 65535", "Choose a lower one"));
        assertThat(gogo.fail("plugin:config mailer set port=70000"))
                .startsWith(
                        "error: The configuration of mailer is not valid: port is above 65535\n  Choose a lower one");
        gogo.fakes.manager.invalid = List.of(new Problem("a", "one", ""), new Problem("b", "two", ""));
        assertThat(gogo.fail("plugin:config mailer set port=70000")).contains("has 2 problems", "one", "two");
    }

    @Test
    void aPluginWithoutConfigurationSaysSo() throws Exception {
        gogo.fakes.manager.schema = Map.of();
        assertThat(gogo.run("plugin:config mailer history")).contains("Nobody has changed");
        gogo.run("plugin:config mailer set free=1 text=abc");
        assertThat(stored()).containsEntry("free", 1).containsEntry("text", "abc");
    }

    @Test
    void saysWhatCameOfAPluginThatDidNotRun() throws Exception {
        gogo.fakes.manager.plugins.clear();
        gogo.fakes.manager.with(Samples.plugin("mailer", "2.1.0", PluginState.FAILED));

        assertThat(gogo.run("plugin:config mailer set host=h")).contains("started again", "active");
        gogo.fakes.manager.outcome = DeploymentReport.Outcome.FAILED;
        gogo.fakes.manager.problems = List.of(new Problem("x", "It threw", "Mend it"));
        assertThat(gogo.run("plugin:config mailer set host=i")).contains("does not run yet", "It threw", "Mend it");
        assertThat(gogo.run("plugin:config mailer set host=j --json")).contains("\"tried\"");
    }

    @Test
    void saysWhereTheComponentsHaveNotTakenItUpYet() throws Exception {
        gogo.fakes.manager.plugins.clear();
        gogo.fakes.manager.with(Samples.plugin("mailer", "2.1.0", PluginState.ACTIVE));

        assertThat(gogo.run("plugin:config mailer set host=h")).doesNotContain("taking it up");
        gogo.fakes.manager.underWay = true;
        assertThat(gogo.run("plugin:config mailer set host=i")).contains("still taking it up");
        assertThat(gogo.run("plugin:config mailer set host=j --json")).contains("\"under_way\"");
    }
}
