package dev.pergola.testing;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginDefinition;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Analyzer;
import dev.pergola.api.extension.Exporter;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A real runtime, with plugins made in code (R150, R159). */
@PergolaTest(plugins = {})
class PergolaRuntimeTest {
    private final PergolaRuntime runtime;

    PergolaRuntimeTest(PergolaRuntime runtime) {
        this.runtime = runtime;
    }

    @Test
    void executesTasksOfAPluginMadeInCode() {
        PluginClient greeter = runtime.install(greeter("greeter", "1.0.0"));

        assertThat(greeter).isActive().hasVersion("1.0.0");
        assertThatOutput(greeter.execute("GREET", Map.of("name", "Ada")))
                .containsEntry("text", "Hello, Ada, says 1.0.0");
        assertThat(greeter.execute("GREET", Map.of())).endedAs(Status.FAILED).hasMessageContaining("nobody to greet");
        assertThat(greeter.execute("SING", Map.of())).endedAs(Status.REJECTED);
    }

    @Test
    void callsExtensionsOfAnyTypeByName() {
        Exporter exporter = new Upper();
        PluginClient plugin = runtime.install(PluginBuilder.plugin("exporters", "1.0.0")
                .extension(Exporter.class, exporter, Map.of("pergola.extension.named", "upper"))
                .build());

        assertThat(plugin.call(Exporter.class, (each, context) -> each.format()))
                .answer()
                .isEqualTo("upper");
        assertThat(plugin.call(
                        Exporter.class,
                        "upper",
                        (each, context) -> context.plugin().plugin().id()))
                .answer()
                .isEqualTo("exporters");
        assertThat(plugin.call(Exporter.class, "lower", (each, context) -> "")).endedAs(Status.REJECTED);
        assertThat(runtime.extensions().extensions(Exporter.class))
                .extracting(extension -> extension.plugin() + " " + extension.name())
                .containsExactly("exporters upper");
    }

    /** R62. */
    @Test
    void feedsEachAnalyzerOfAPipelineWithTheOneBeforeItsFindings() {
        runtime.install(analyzer("trimming", 2, text -> text.strip()));
        runtime.install(analyzer("shouting", 1, text -> text.toUpperCase(Locale.ROOT)));

        Result<Map<String, Object>> result =
                runtime.extensions().executePipeline(Analyzer.class, Map.of("text", " to be "), Analyzer::analyze);

        assertThat(result)
                .succeededWith(findings -> assertThat(findings).isEqualTo(Map.of("text", "TO BE", "by", "shouting")));
    }

    private static PluginDefinition analyzer(String id, int ranking, UnaryOperator<String> change) {
        Analyzer analyzer = (data, context) -> Map.of(
                "text",
                change.apply(String.valueOf(data.get("text"))),
                "by",
                context.plugin().plugin().id());
        return PluginBuilder.plugin(id, "1.0.0")
                .extension(Analyzer.class, analyzer, Map.of("service.ranking", ranking))
                .build();
    }

    @Test
    void endsACallAtItsDeadline() {
        PluginClient sleeper = runtime.install(PluginBuilder.plugin("sleeper", "1.0.0")
                .taskProcessor("SLEEP", (task, context) -> {
                    Thread.sleep(60_000);
                    return TaskResult.of(Map.of());
                })
                .build());

        assertThat(sleeper.execute("SLEEP", Map.of(), Duration.ofMillis(50))).endedAs(Status.TIMEOUT);
    }

    @Test
    void recordsWhatHappens() {
        runtime.install(greeter("noticed", "1.0.0"));

        assertThat(runtime.events()
                        .await(
                                "pergola/plugin/state/ACTIVE",
                                event -> event.data().containsValue("noticed"))
                        .source())
                .isEqualTo("pergola");
    }

    @Test
    void updatesReloadsAndGoesBack() {
        PluginClient greeter = runtime.install(greeter("changing", "1.0.0"));
        assertThat(greeter.reload().succeeded()).isTrue();
        assertThat(runtime.deploy(greeter("changing", "1.1.0")).outcome()).isEqualTo(Outcome.DONE);
        assertThat(greeter.execute("GREET", Map.of("name", "Ada"))).succeeded().wasAnsweredBy("1.1.0");
        assertThat(greeter.rollback().outcome()).isEqualTo(Outcome.DONE);
        assertThat(greeter).isActive().hasVersion("1.0.0");
        assertThatOutput(greeter.execute("GREET", Map.of("name", "Ada")))
                .containsEntry("text", "Hello, Ada, says 1.0.0");
    }

    @Test
    void stopsStartsAndRemoves() {
        PluginClient greeter = runtime.install(greeter("passing", "1.0.0"));
        greeter.disable();
        assertThat(greeter).isIn(PluginState.LOADED);
        assertThat(greeter.execute("GREET", Map.of("name", "Ada"))).endedAs(Status.REJECTED);
        greeter.enable();
        assertThat(greeter).isActive();
        greeter.uninstall();
        assertThat(greeter.state()).isEqualTo(PluginState.UNLOADED);
    }

    @Test
    void keepsTheOldVersionWhereTheNewOneIsNotWell() {
        PluginClient plugin = runtime.install(greeter("fragile", "1.0.0"));
        DeploymentReport report = runtime.deploy(PluginBuilder.plugin("fragile", "2.0.0")
                .extension(HealthCheck.class, () -> HealthCheck.Health.unhealthy("no disk"))
                .build());

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.problems())
                .anySatisfy(problem -> assertThat(problem.message()).contains("no disk"));
        assertThat(plugin).isActive().hasVersion("1.0.0");
    }

    @Test
    void saysWhyAPluginWasNotInstalled() {
        PluginDefinition tooNew =
                PluginBuilder.plugin("too-new", "1.0.0").engine("[99,100)").build();

        assertThatThrownBy(() -> runtime.install(tooNew))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("too-new")
                .hasMessageContaining("99");
        assertThat(runtime.deploy(tooNew).outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void letsAPluginWaitForAnother() {
        PluginClient waiting = runtime.install(PluginBuilder.plugin("needs-base", "1.0.0")
                .dependsOn("base", "[1.0,2.0)")
                .build());
        assertThat(waiting).isIn(PluginState.LOADED).hasProblemContaining("base");

        runtime.install(greeter("base", "1.5.0"));
        runtime.events()
                .await("pergola/plugin/state/ACTIVE", event -> event.data().containsValue("needs-base"));
        assertThat(waiting).isActive();
    }

    @Test
    void saysWhatIsNotThere() {
        assertThatThrownBy(() -> runtime.install("nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no plugin 'nowhere'");
        assertThatThrownBy(() -> runtime.service(Runnable.class)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(runtime.plugin("nowhere")).isActive())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("UNLOADED");
    }

    @Nested
    class InANestedClass {
        @Test
        void theRuntimeIsTheSame(PergolaRuntime same) {
            assertThat(same).isSameAs(runtime);
        }
    }

    private static PluginDefinition greeter(String id, String version) {
        return PluginBuilder.plugin(id, version)
                .taskProcessor("GREET", (task, context) -> {
                    if (!task.input().containsKey("name")) throw new IllegalStateException("nobody to greet");
                    return TaskResult.of(Map.of("text", "Hello, " + task.input().get("name") + ", says " + version));
                })
                .build();
    }

    private static final class Upper implements Exporter {
        @Override
        public String format() {
            return "upper";
        }

        @Override
        public Document export(Map<String, Object> data, dev.pergola.api.ExecutionContext context) {
            return new Document(
                    "text/plain", List.copyOf(data.keySet()).toString().getBytes());
        }
    }
}
