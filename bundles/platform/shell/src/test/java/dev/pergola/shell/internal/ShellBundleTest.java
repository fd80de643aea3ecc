package dev.pergola.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.shell.internal.fake.Fakes;
import dev.pergola.shell.internal.fake.TestRuntime;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condition.Condition;

/** The bundle as it was built, in a real framework with the real Gogo. */
class ShellBundleTest {
    @TempDir
    private Path folder;

    private TestRuntime runtime;

    @BeforeEach
    void start() throws Exception {
        runtime = new TestRuntime(
                folder.resolve("cache"),
                new Fakes(),
                Map.of("pergola.shell.enabled", "false", "pergola.data", folder.toString()));
    }

    @AfterEach
    void stop() throws Exception {
        runtime.close();
    }

    @Test
    void everyCommandIsThereUnderItsName() throws Exception {
        List<String> commands = runtime.commands();
        assertThat(commands)
                .contains(
                        "plugin:list",
                        "plugin:info",
                        "plugin:install",
                        "plugin:enable",
                        "plugin:disable",
                        "plugin:reload",
                        "plugin:reconsider",
                        "plugin:update",
                        "plugin:rollback",
                        "plugin:uninstall",
                        "plugin:plan",
                        "plugin:explain",
                        "plugin:config",
                        "plugin:exec",
                        "plugin:log",
                        "plugin:state",
                        "plugin:help",
                        "extension:list",
                        "extension:nodes",
                        "extension:call",
                        "extension:help",
                        "token:list",
                        "token:create",
                        "token:revoke",
                        "permission:list",
                        "permission:publishers",
                        "permission:request",
                        "permission:approve",
                        "permission:grant",
                        "permission:refuse",
                        "permission:revoke",
                        "permission:deny",
                        "permission:undeny",
                        "permission:denials",
                        "permission:explain",
                        "permission:audit",
                        "vetting:vet",
                        "vetting:overrides",
                        "vetting:accept",
                        "vetting:retract",
                        "plugin:sbom",
                        "trust:list",
                        "trust:add",
                        "trust:revoke",
                        "trust:remove",
                        "trust:import",
                        "trust:rotate",
                        "advisory:list",
                        "advisory:import",
                        "advisory:check",
                        "pergola:help",
                        "pergola:metrics",
                        "pergola:exit",
                        "pergola:shutdown",
                        "gogo:grep",
                        "gogo:each",
                        "gogo:history");
        for (String name : commands) {
            if (!name.matches("(plugin|extension|token|permission|vetting|trust|advisory|pergola):.*")) continue;
            assertThat(runtime.run(name + " --help")).as(name).startsWith(name + " - ");
        }
    }

    @Test
    void failuresReachTheCallerOfASession() throws Exception {
        assertThat(runtime.run("plugin:list")).contains("wordcount  1.0.0    ACTIVE");
        assertThat(runtime.run("help", Map.of("SCOPE", "pergola:plugin:*"))).contains("plugin:install");
        assertThatThrownBy(() -> runtime.run("plugin:info nobody"))
                .hasMessageStartingWith("error: There is no plugin nobody")
                .hasToString("error: There is no plugin nobody\n  See what is installed: plugin:list");
    }

    @Test
    void scriptsOfGogoWork() throws Exception {
        assertThat(runtime.run("each [wordcount mailer] { plugin:info $it | grep source }"))
                .contains("/plugins/wordcount.jar", "/plugins/mailer.jar");
        assertThat(runtime.run("if { (plugin:info mailer --json) ; true } { echo yes }"))
                .isNotNull();
        assertThat(runtime.run("plugin:list --json | head -n 2 | wc -l")).contains("2");
    }

    /** With --no-shell nobody reads the terminal, even when everything is up. */
    @Test
    void theDisabledPromptStaysClosed() throws Exception {
        ready();
        assertThat(runtime.run("plugin:list")).contains("wordcount");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("pergola-shell");
        assertThat(folder.resolve("shell.history")).doesNotExist();
    }

    /** A test has no terminal: a prompt that is wanted opens none, and the runtime goes on. */
    @Test
    void withoutATerminalNothingIsOpenedAndNothingStops() throws Exception {
        runtime.close();
        runtime = new TestRuntime(folder.resolve("cache"), new Fakes(), Map.of("pergola.shell.enabled", "true"));
        ready();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("pergola-shell")));
        assertThat(runtime.run("plugin:list")).contains("wordcount");
        assertThat(runtime.framework().getState()).isEqualTo(Bundle.ACTIVE);
    }

    private void ready() {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of(Condition.CONDITION_ID, "pergola.ready.kernel"));
        runtime.context().registerService(Condition.class, Condition.INSTANCE, properties);
    }

    @Test
    void shutdownStopsTheFramework() throws Exception {
        assertThat(runtime.run("pergola:shutdown")).contains("Stopping the runtime.");
        runtime.framework().waitForStop(10_000);
        assertThat(runtime.framework().getState()).isEqualTo(Bundle.RESOLVED);
    }

    @Test
    void aCommandGoesWhereWhatItNeedsIsAbsent() throws Exception {
        ServiceReference<?> logs = runtime.context().getServiceReference("dev.pergola.telemetry.PluginLogs");
        assertThat(logs).isNotNull();
        runtime.logs().unregister();
        await().untilAsserted(() ->
                assertThat(runtime.commands()).doesNotContain("plugin:log").contains("plugin:list"));
        runtime.permissions().unregister();
        await().untilAsserted(() -> assertThat(runtime.commands())
                .noneMatch(name -> name.startsWith("permission:"))
                .contains("plugin:list", "token:list"));
    }
}
