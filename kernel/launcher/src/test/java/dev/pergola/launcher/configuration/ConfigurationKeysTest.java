package dev.pergola.launcher.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationKeysTest {
    /** Every key of the platform's old configuration file has its natural equivalent (R303 to R312). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plugins.directories",
                "plugins.security.sandboxing",
                "plugins.security.sandbox-type",
                "plugins.security.default-permissions",
                "plugins.hot-reload",
                "plugins.watch-interval",
                "plugins.debug",
                "registry.enabled",
                "registry.url",
                "limits.memory-mb",
                "limits.cpu-percent",
                "limits.execution-timeout",
                "limits.disk-mb-per-second",
                "limits.network-connections"
            })
    void hasEveryRequiredKey(String name) {
        assertThat(ConfigurationKeys.named(name)).isPresent();
    }

    @Test
    void namesAndVariablesAreUniqueAndDescribed() {
        Set<String> names = new HashSet<>();
        Set<String> variables = new HashSet<>();
        for (ConfigurationKey<?> key : ConfigurationKeys.all()) {
            assertThat(key.name()).matches("[a-z]+([.-][a-z]+)*");
            assertThat(names.add(key.name())).as(key.name()).isTrue();
            assertThat(variables.add(key.environmentName())).as(key.name()).isTrue();
            assertThat(key.description()).as(key.name()).endsWith(".");
            assertThat(key.readBy()).as(key.name()).isNotBlank();
        }
    }

    /** A name that is both a value and a group could not be written in YAML. */
    @Test
    void noKeyIsTheGroupOfAnother() {
        List<String> names = ConfigurationKeys.names();
        for (String name : names) assertThat(names).as(name).noneMatch(other -> other.startsWith(name + "."));
    }

    /** No key that does nothing: its property stands in the code of whoever is said to read it. */
    @Test
    void everyKeyIsReadWhereItSays() throws IOException {
        String code = code(Path.of("..", "..", "bundles", "platform"), Path.of("..", "launcher", "src"));
        for (ConfigurationKey<?> key : ConfigurationKeys.all()) {
            boolean read = code.contains('"' + key.propertyName() + '"');
            boolean byKernel = key.readBy().startsWith("kernel");
            if (!byKernel) assertThat(read).as(key.name()).isEqualTo(key.hasEffect());
        }
    }

    private static String code(Path... folders) throws IOException {
        StringBuilder code = new StringBuilder();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(one -> one.toString().contains("src" + File.separator + "main")
                                && one.toString().endsWith(".java"))
                        .toList()) code.append(Files.readString(file));
            }
        }
        return code.toString();
    }

    @Test
    void tellsOfKeysThatAreSetInVain() {
        Settings settings = Settings.builder(Path.of("/home"))
                .set(ConfigurationKeys.REGISTRY_URL, "https://registry.example.com")
                .set(ConfigurationKeys.REGISTRY_ENABLED, true)
                .set(ConfigurationKeys.HTTP_PORT, 1)
                .build();
        assertThat(settings.withoutEffect()).containsExactly("code: registry.url has no effect in this version");
    }

    @Test
    void variablesFollowFromTheNames() {
        assertThat(ConfigurationKeys.HTTP_PORT.environmentName()).isEqualTo("PERGOLA_HTTP_PORT");
        assertThat(ConfigurationKeys.HOT_RELOAD.environmentName()).isEqualTo("PERGOLA_PLUGINS_HOT_RELOAD");
        assertThat(ConfigurationKeys.HTTP_PORT.propertyName()).isEqualTo("pergola.http.port");
    }

    @Test
    void defaultsAreAllowed() {
        Settings settings = Settings.builder(Path.of("/home")).build();
        assertThat(settings.all()).hasSameSizeAs(ConfigurationKeys.all());
        assertThat(settings.get(ConfigurationKeys.DATA)).isEqualTo(Path.of("/home/data"));
        assertThat(settings.setting(ConfigurationKeys.DATA).origin()).isEqualTo("default");
        assertThat(settings.get(ConfigurationKeys.READY_CONDITIONS)).containsExactly("lifecycle", "http");
    }
}
