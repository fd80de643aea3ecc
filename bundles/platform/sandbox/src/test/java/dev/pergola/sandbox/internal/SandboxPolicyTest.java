package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which plugins the operator's words are about. */
class SandboxPolicyTest {
    private static SandboxSettings settings(boolean enabled, String... plugins) {
        return new SandboxSettings(
                enabled, List.of(plugins), Path.of("/"), 64, 1, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), true);
    }

    @Test
    void aPluginThatIsNamedRunsInASandboxAndNoOther() {
        SandboxSettings settings = settings(true, "render", "com.example.*");

        assertThat(settings.names("render")).isTrue();
        assertThat(settings.names("com.example.maps")).isTrue();
        assertThat(settings.names("renderer")).isFalse();
        assertThat(settings.names("com.examples")).isFalse();
    }

    @Test
    void aStarIsAboutAll() {
        assertThat(settings(true, "*").names("anything")).isTrue();
    }

    @Test
    void whereThereAreNoSandboxesNoneIsNamed() {
        assertThat(settings(false, "*").names("anything")).isFalse();
        assertThat(settings(true).names("anything")).isFalse();
    }
}
