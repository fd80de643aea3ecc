package dev.pergola.shell.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Placement;
import dev.pergola.shell.internal.fake.Gogo;
import dev.pergola.shell.internal.fake.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginCommandsTest {
    @TempDir
    private Path folder;

    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    private String jar(String name) throws Exception {
        return Files.createFile(folder.resolve(name)).toString();
    }

    @Test
    void listShowsCurrentVersionsInAlignedColumns() throws Exception {
        assertThat(gogo.run("plugin:list")).isEqualToNormalizingNewlines("""
                        ID         VERSION  STATE   CATEGORY  NAME
                        mailer     2.1.0    FAILED  misc      The mailer
                        wordcount  1.0.0    ACTIVE  text      The wordcount

                        1 plugin needs attention: plugin:explain mailer
                        """);
    }

    @Test
    void listFiltersByStateAndCategory() throws Exception {
        assertThat(gogo.run("plugin:list --status active"))
                .contains("wordcount")
                .doesNotContain("mailer");
        assertThat(gogo.run("plugin:list --category misc")).contains("mailer").doesNotContain("wordcount");
        assertThat(gogo.run("plugin:list --category none")).contains("No plugin matches");
        assertThat(gogo.run("plugin:list --all-versions")).contains("0.9.0", "1.0.0", "CURRENT");
    }

    @Test
    void listSaysWhatToDoWhereNothingIsInstalled() throws Exception {
        gogo.fakes.manager.plugins.clear();
        assertThat(gogo.run("plugin:list")).contains("plugin:install <jar>");
    }

    @Test
    void listPrintsJsonInSnakeCase() throws Exception {
        gogo.fakes.manager.libraries.add(new LibraryInfo("org.lib", "1.2.0", "cd", "/p/lib.jar", 9, List.of("mailer")));
        assertThat(gogo.run("plugin:list --json"))
                .contains("\"id\" : \"mailer\"", "\"state\" : \"FAILED\"", "\"code\" : \"start-failed\"");
        assertThat(gogo.run("plugin:list --libraries --json")).contains("\"symbolic_name\" : \"org.lib\"");
        assertThat(gogo.run("plugin:list --libraries")).contains("org.lib", "mailer");
        assertThat(gogo.run("plugin:info wordcount --json"))
                .contains("\"node_types\"", "\"last_used_at\"", "\"bundle_id\"");
    }

    @Test
    void saysThatPermissionsAreRecordedAndNotEnforced() throws Exception {
        assertThat(gogo.run("plugin:info wordcount"))
                .contains("asks for", "filesystem.read", "recorded, not enforced: there is no permission policy");
        assertThat(gogo.run("plugin:info wordcount --json")).contains("\"permissions_enforced\" : false");
        assertThat(gogo.run("plugin:explain wordcount"))
                .contains("Its permissions are recorded, not enforced: there is no permission policy.");
        assertThat(gogo.run("plugin:explain wordcount --json")).contains("\"permissions_enforced\" : false");
    }

    @Test
    void anUnknownStateOrOptionOrPluginNamesTheNearest() {
        assertThat(gogo.fail("plugin:list --status activ")).contains("There is no state activ", "Did you mean active?");
        assertThat(gogo.fail("plugin:list --stauts x")).contains("no option --stauts", "Did you mean --status?");
        assertThat(gogo.fail("plugin:info wordcuont")).contains("no plugin wordcuont", "Did you mean wordcount?");
        for (String command : List.of(
                "enable",
                "disable",
                "reload",
                "reconsider",
                "rollback",
                "uninstall",
                "state",
                "log",
                "config",
                "exec",
                "explain",
                "plan disable",
                "update x.jar")) {
            String line = command.startsWith("update") ? "plugin:update mailr x.jar" : "plugin:" + command + " mailr";
            assertThat(gogo.fail(line)).as(line).contains("Did you mean mailer?");
        }
    }

    @Test
    void infoShowsOneVersion() throws Exception {
        assertThat(gogo.run("plugin:info wordcount"))
                .contains("The wordcount 1.0.0", "versions", "1.0.0 (current), 0.9.0", "filesystem.read ${data}/**");
        assertThat(gogo.run("plugin:info wordcount --version 0.9.0")).contains("The wordcount 0.9.0");
        assertThat(gogo.run("plugin:info mailer")).contains("Its activation threw", "Fix it");
        assertThat(gogo.fail("plugin:info wordcount --version 7.0.0")).contains("no version 7.0.0", "1.0.0, 0.9.0");
    }

    @Test
    void infoSaysWhereTasksRunAndWhy() throws Exception {
        assertThat(gogo.run("plugin:info wordcount")).doesNotContain("tasks run");
        gogo.fakes.placements.put(
                "wordcount",
                new Placement(
                        Placement.Where.SANDBOX, "sandbox.plugins names it", Optional.of(Isolation.Tier.B), List.of()));
        assertThat(gogo.run("plugin:info wordcount"))
                .contains("tasks run", "in a sandbox at tier B: sandbox.plugins names it");
        assertThat(gogo.run("plugin:info wordcount --json")).contains("\"where\" : \"sandbox\"");
        assertThat(gogo.run("plugin:info wordcount --version 0.9.0"))
                .as("of the current version only")
                .doesNotContain("tasks run");

        gogo.fakes.placements.put(
                "wordcount",
                new Placement(
                        Placement.Where.BY_TASK,
                        "these tasks ask for it",
                        Optional.of(Isolation.Tier.A),
                        List.of("Count", "Sort")));
        assertThat(gogo.run("plugin:info wordcount"))
                .contains(
                        "Count, Sort in a sandbox at tier A, the others in the kernel's process: these tasks ask for it");
    }

    @Test
    void installGivesPathAndOptionsOnAndNamesTheActor() throws Exception {
        gogo.variables.put("pergola.actor", "ada");
        String jar = jar("mail-2.0.0.jar");
        assertThat(gogo.run(
                        "plugin:install " + jar + " --disabled --side-by-side --config host=h port=587 'tags=[\"a\"]'"))
                .isEqualToIgnoringNewLines("installed mail 2.0.0 in 42 ms");
        assertThat(gogo.fakes.manager.asked)
                .containsExactly(
                        "install mail by ada",
                        "InstallOptions[enable=false, sideBySide=true, configuration={host=h, port=587, tags=[a]}, source=]");
    }

    @Test
    void installTakesRelativePathsAndUrls() throws Exception {
        jar("mail-2.0.0.jar");
        assertThat(gogo.run("cd = 1; plugin:install 'https://example.org/p/mail-3.0.0.jar'"))
                .contains("installed mail 3.0.0");
        assertThat(gogo.fail("plugin:install 'https://exa mple.org/x.jar'")).contains("Not a URL");
        assertThat(gogo.fail("plugin:install nope.jar"))
                .contains("There is no file " + Path.of("nope.jar").toAbsolutePath());
        assertThat(gogo.fail("plugin:install " + folder)).contains("is a folder");
    }

    @Test
    void installWithoutAJarIsAUsageError() {
        assertThat(gogo.fail("plugin:install"))
                .isEqualTo("error: Argument <jar> is missing\n  Usage: plugin:install <jar> [options]\n"
                        + "  See: plugin:install --help");
        assertThat(gogo.fail("plugin:install a b")).contains("One argument too many: b");
        assertThat(gogo.fail("plugin:install a --config")).contains("Option --config needs KEY=VALUE");
        assertThat(gogo.fail("plugin:install a --disabled=yes")).contains("takes no value");
    }

    @Test
    void updateRefusesTheJarOfAnotherPlugin() throws Exception {
        assertThat(gogo.run("plugin:update wordcount " + jar("wordcount-1.1.0.jar")))
                .isEqualToIgnoringNewLines("updated wordcount 1.1.0 (was 1.0.0) in 42 ms");
        gogo.fakes.manager.asked.clear();
        assertThat(gogo.fail("plugin:update wordcount " + jar("mailer-9.0.0.jar")))
                .contains("The jar is not wordcount but mailer");
        assertThat(gogo.fakes.manager.asked).isEmpty();
        assertThat(gogo.fail("plugin:update wordcount 'http://localhost/other-1.0.0.jar'"))
                .contains("other has been installed", "plugin:uninstall other");
    }

    @Test
    void updateWithoutAJarTakesWhatIsNowWhereThePluginCameFrom() throws Exception {
        assertThat(gogo.fail("plugin:update wordcount")).contains("There is no file /plugins/wordcount.jar");
        PluginInfo url = from("fetched", "https://example.org/fetched-1.1.0.jar");
        gogo.fakes.manager.with(url, from("sent", "upload:sent-1.0.0.jar"));
        assertThat(gogo.run("plugin:update fetched")).startsWith("updated fetched 1.1.0 (was 1.0.0)");
        assertThat(gogo.fail("plugin:update sent")).contains("sent was uploaded", "plugin:update sent <jar>");
    }

    private static PluginInfo from(String id, String source) {
        PluginInfo p = Samples.plugin(id, "1.0.0", PluginState.ACTIVE);
        return new PluginInfo(
                p.metadata(),
                p.state(),
                p.current(),
                p.enabled(),
                p.digest(),
                p.jar(),
                source,
                p.bundleId(),
                p.installedAt(),
                p.stateSince(),
                p.lastUsedAt(),
                p.problems(),
                p.dependents(),
                p.libraries(),
                p.permissionsEnforced());
    }

    @Test
    void operationsReachTheLifecycle() throws Exception {
        assertThat(gogo.run("plugin:enable mailer")).startsWith("enabled mailer 2.1.0");
        assertThat(gogo.run("plugin:disable mailer")).startsWith("disabled mailer");
        assertThat(gogo.run("plugin:reload mailer")).startsWith("reloaded mailer");
        assertThat(gogo.run("plugin:reconsider mailer")).startsWith("reconsider done: mailer 2.1.0");
        assertThat(gogo.run("plugin:rollback wordcount --to 0.9.0 --keep-state"))
                .startsWith("rolled back wordcount 0.9.0 (was 1.0.0)");
        assertThat(gogo.run("plugin:uninstall wordcount --version 0.9.0 --keep-state --keep-permissions"))
                .startsWith("uninstalled wordcount");
        assertThat(gogo.fakes.manager.asked)
                .containsExactly(
                        "enable mailer by shell",
                        "disable mailer by shell",
                        "reload mailer by shell",
                        "reconsider mailer by shell",
                        "to 0.9.0 keep true",
                        "rollback wordcount by shell",
                        "version 0.9.0 keep [STATE, PERMISSIONS]",
                        "uninstall wordcount by shell");
        assertThat(gogo.fail("plugin:uninstall wordcount --version 8.8.8")).contains("no version 8.8.8");
    }

    @Test
    void aRefusedOperationIsAnErrorWithReasonAndRemedy() throws Exception {
        gogo.fakes.manager.outcome = Outcome.REFUSED;
        gogo.fakes.manager.verdicts = List.of(
                new Verdict.Pass("manifest", "complete"),
                new Verdict.Block("engine", new Problem("engine", "It needs engine [9,10)", "Update the runtime")));
        String jar = jar("mail-2.0.0.jar");
        assertThat(gogo.fail("plugin:install " + jar))
                .isEqualTo("error: install of mail 2.0.0 was refused: It needs engine [9,10)\n  Update the runtime\n"
                        + "  More: plugin:explain mail");
        gogo.fakes.manager.outcome = Outcome.ROLLED_BACK;
        gogo.fakes.manager.problems =
                List.of(new Problem("a", "It threw", "Fix it"), new Problem("b", "It is late", ""));
        assertThat(gogo.fail("plugin:reload mailer"))
                .startsWith("error: reload of mailer 2.1.0 failed, and everything is as it was before: It threw\n"
                        + "  Also: It is late\n");
        gogo.fakes.manager.outcome = Outcome.FAILED;
        assertThat(gogo.fail("plugin:reload mailer --json")).contains("failed");
    }

    @Test
    void warningsAndWaitingAreShown() throws Exception {
        gogo.fakes.manager.outcome = Outcome.WAITING;
        gogo.fakes.manager.verdicts = List.of(new Verdict.Warn("signature", "It is not signed", "Sign it"));
        gogo.fakes.manager.problems = List.of(new Problem("dependency", "It waits for base", "Install base"));
        assertThat(gogo.run("plugin:enable mailer"))
                .contains(
                        "waiting: mailer",
                        "warn signature: It is not signed",
                        "Sign it",
                        "It waits for base",
                        "Install base");
        gogo.fakes.manager.outcome = Outcome.UNCHANGED;
        assertThat(gogo.run("plugin:enable mailer")).contains("unchanged: mailer");
        assertThat(gogo.run("plugin:enable mailer --json"))
                .contains(
                        "\"outcome\" : \"unchanged\"",
                        "\"verdict\" : \"warn\"",
                        "\"took_ms\" : 42",
                        "\"from_version\" : \"\"");
    }

    @Test
    void planShowsStepsAndWhoIsAffected() throws Exception {
        assertThat(gogo.run("plugin:plan uninstall wordcount"))
                .contains(
                        "uninstall wordcount 1.0.0",
                        "pass manifest",
                        "1. drain wordcount",
                        "2. stop wordcount",
                        "reports",
                        "depends on wordcount",
                        "3 active plugins would not notice");
        assertThat(gogo.run("plugin:plan install " + jar("mail-2.0.0.jar"))).contains("install mail 2.0.0");
        assertThat(gogo.run("plugin:plan reload mailer --json")).contains("\"feasible\" : true", "\"untouched\" : 3");
        assertThat(gogo.fail("plugin:plan unistall wordcount"))
                .contains("no operation unistall", "Did you mean uninstall");
        gogo.fakes.manager.verdicts = List.of(new Verdict.Hold("permissions", "Nobody approved it", "Approve it"));
        assertThat(gogo.fail("plugin:plan enable wordcount"))
                .isEqualTo("error: This would be refused: Nobody approved it\n  Approve it");
    }

    @Test
    void explainSaysWhyAndWhatWasTried() throws Exception {
        assertThat(gogo.run("plugin:explain mailer"))
                .contains(
                        "mailer 2.1.0  FAILED",
                        "It is as it is.",
                        "✗ Its activation threw  [start-failed]",
                        "→ Fix it, then",
                        "rolled back",
                        "activation threw");
        assertThat(gogo.run("plugin:explain broken.jar")).contains("It is no zip", "Copy it again");
        assertThat(gogo.run("plugin:explain mailer --json"))
                .contains("\"outcome\" : \"rolled_back\"", "\"started_at\"");
    }

    @Test
    void stateShowsKeysAndValues() throws Exception {
        gogo.fakes.states.snapshot("wordcount", "0.9.0");
        assertThat(gogo.run("plugin:state wordcount"))
                .contains("wordcount remembers 1 key", "total", "{\"count\":3}", "SNAPSHOT", "0.9.0");
        assertThat(gogo.run("plugin:state wordcount total")).contains("\"count\" : 3");
        assertThat(gogo.run("plugin:state wordcount --json")).contains("\"bytes_used\"", "\"snapshots\"");
        assertThat(gogo.run("plugin:state mailer")).contains("remembers 0 keys");
        assertThat(gogo.fail("plugin:state wordcount totl")).contains("nothing under totl", "Did you mean total?");
    }

    @Test
    void namesFromAPluginCannotControlTheTerminal() throws Exception {
        gogo.fakes.manager.with(
                Samples.plugin("evil", "1.0.0", PluginState.FAILED, new Problem("x", "\u001b[2J\u202egone", "")));
        assertThat(gogo.run("plugin:explain evil"))
                .contains("\\u001b[2J\\u202egone")
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    void tablesKeepToTheWidthThatTheSessionNames() throws Exception {
        gogo.variables.put("COLUMNS", "46");
        assertThat(gogo.run("plugin:list").lines().limit(3))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(46));
        assertThat(gogo.run("plugin:list")).contains("…");
    }
}
