package dev.pergola.testing;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginDefinition;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.lifecycle.PluginState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestartTest {
    @Test
    void findsWhatWasThereBefore() {
        try (PergolaRuntime runtime = PergolaRuntime.builder().start()) {
            PluginClient counter = runtime.install(counter());
            assertThatOutput(counter.execute("COUNT", Map.of())).containsEntry("n", 1);
            runtime.restart();

            assertThat(counter).isActive();
            assertThatOutput(counter.execute("COUNT", Map.of())).containsEntry("n", 2);
            runtime.events().await("pergola/plugin/state/ACTIVE");
        }
    }

    @Test
    void leavesNothingBehind() {
        Path data;
        try (PergolaRuntime runtime = PergolaRuntime.builder().start()) {
            data = runtime.data();
            assertThat(data).isDirectory();
        }
        assertThat(data).doesNotExist();
        assertThat(data.getParent()).doesNotExist();
    }

    @Test
    void watchesTheDropInFolderWhereAsked() throws Exception {
        try (PergolaRuntime runtime = PergolaRuntime.builder().watching().start()) {
            Path jar = runtime.pluginDirectory().resolve("counter.jar");
            Files.copy(runtime.jar(counter()), jar);
            runtime.events().await("pergola/plugin/state/ACTIVE");
            assertThat(runtime.plugin("counter")).isActive();

            Files.delete(jar);
            runtime.events().await("pergola/plugin/state/UNLOADED");
            assertThat(runtime.plugin("counter").state()).isEqualTo(PluginState.UNLOADED);
        }
    }

    @Test
    void refusesSettingsThatDoNotExist() {
        assertThatThrownBy(() -> PergolaRuntime.builder()
                        .setting("limits.execution-timeuot", "2s")
                        .start())
                .hasMessageContaining("did you mean limits.execution-timeout?");
    }

    private static PluginDefinition counter() {
        return PluginBuilder.plugin("counter", "1.0.0")
                .taskProcessor(
                        "COUNT",
                        (task, context) -> TaskResult.of(context.plugin()
                                .state()
                                .update("n", old -> Map.of("n", ((Number) old.getOrDefault("n", 0)).intValue() + 1))))
                .build();
    }
}
