package dev.pergola.launcher.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Path HOME = Path.of("/home/pergola");

    @Test
    void bundlesSeeEveryKeyAsAProperty() {
        Settings settings = Settings.builder(HOME)
                .set(ConfigurationKeys.PLUGIN_DIRECTORIES, List.of(Path.of("/a"), Path.of("/b")))
                .set(ConfigurationKeys.DRAIN_TIMEOUT, Duration.ofMillis(1500))
                .set(ConfigurationKeys.DEFAULT_PERMISSIONS, List.of())
                .build();
        assertThat(settings.properties())
                .containsEntry("pergola.home", "/home/pergola")
                .containsEntry("pergola.data", "/home/pergola/data")
                .containsEntry("pergola.plugins.directories", "/a\n/b")
                .containsEntry("pergola.plugins.watch-interval", "100ms")
                .containsEntry("pergola.lifecycle.drain-timeout", "1500ms")
                .containsEntry("pergola.plugins.security.default-permissions", "")
                .containsEntry("pergola.limits.execution-timeout", "60s")
                .containsEntry("pergola.http.port", "8080")
                .hasSize(ConfigurationKeys.all().size() + 1);
    }

    @Test
    void refusesWhatTheKeyDoesNotAllow() {
        assertThatThrownBy(() -> Settings.builder(HOME).set(ConfigurationKeys.HTTP_PORT, 70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("http.port: 70000 is out of range; allowed: a whole number from 0 to 65535");
    }

    @Test
    void refusesAKeyThatIsNotInTheTable() {
        ConfigurationKey<String> own = new ConfigurationKey<>("own", ValueType.text(), List.of(""), "nobody", "Mine.");
        assertThatThrownBy(() -> Settings.builder(HOME).build().get(own)).hasMessage("No such key: own");
    }

    @Test
    void tellsItsValues() {
        assertThat(Settings.builder(HOME).build()).asString().contains("http.port=8080");
    }
}
