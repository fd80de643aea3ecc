package dev.pergola.plugins.counter;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginContext;
import dev.pergola.api.Status;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PergolaTest
class CounterRuntimeTest {
    @BeforeEach
    void beginAnew(PluginClient counter, PergolaRuntime runtime) {
        if (counter.state() != PluginState.UNLOADED) counter.uninstall();
        runtime.install("counter");
    }

    @Test
    void incrementsWhereNoTypeIsNamed(PluginClient counter) {
        assertThatOutput(counter.execute(Map.of())).containsEntry("value", 1L);
    }

    @Test
    void goesOnAfterAReload(PluginClient counter) {
        increment(counter, 1);
        assertThat(counter.reload().outcome()).isEqualTo(Outcome.DONE);
        increment(counter, 2);
    }

    @Test
    void goesOnAfterARestartOfThePlatform(PluginClient counter, PergolaRuntime runtime) {
        increment(counter, 1);
        runtime.restart();
        assertThat(counter).isActive();
        increment(counter, 2);
    }

    @Test
    void beginsAnewAfterAnUninstallation(PluginClient counter, PergolaRuntime runtime) {
        increment(counter, 1);
        assertThat(counter.uninstall().succeeded()).isTrue();
        runtime.install("counter");
        increment(counter, 1);
    }

    @Test
    void doesNotReplaceAVersionWhoseStateItCannotRead(PluginClient counter, PergolaRuntime runtime) {
        counter.uninstall();
        runtime.install(PluginBuilder.plugin("counter", "0.9.0")
                .extension(LifecycleHook.class, new LifecycleHook() {
                    @Override
                    public void initialize(PluginContext context) {
                        context.state().put("counter.default", Map.of("value", "forty-two"));
                    }
                })
                .build());
        DeploymentReport report = runtime.deploy(PergolaRuntime.location("counter"));

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.problems())
                .anySatisfy(problem -> assertThat(problem.message()).contains("no number"));
        assertThat(counter).isActive().hasVersion("0.9.0");
    }

    @Test
    void refusesWhatItCannotCount(PluginClient counter) {
        assertThat(counter.execute("INCREMENT", Map.of("by", "many")))
                .endedAs(Status.REJECTED)
                .hasMessageContaining("whole number");
    }

    private static void increment(PluginClient counter, long expected) {
        assertThatOutput(counter.execute("INCREMENT", Map.of()))
                .hasEntrySatisfying(
                        "value",
                        value -> assertThat(((Number) value).longValue()).isEqualTo(expected));
    }
}
