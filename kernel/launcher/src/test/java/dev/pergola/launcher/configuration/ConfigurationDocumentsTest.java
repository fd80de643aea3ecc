package dev.pergola.launcher.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationDocumentsTest {
    @TempDir
    Path folder;

    /** The file in the archive is the one that follows from the table; this test says how to bring it up to date. */
    @Test
    void theFileInTheArchiveFollowsFromTheTable() throws IOException {
        Path shipped = Path.of("..", "..", "distribution", "src", "archive", "etc", "pergola.yaml");
        assertThat(Files.readString(shipped))
                .as("bring it up to date with: pergola config --example > distribution/src/archive/etc/pergola.yaml")
                .isEqualTo(ConfigurationDocuments.exampleFile());
    }

    @Test
    void theGuideFollowsFromTheTable() throws IOException {
        Path guide = Path.of("..", "..", "distribution", "guides", "configuration.md");
        assertThat(Files.readString(guide))
                .as("bring it up to date with: pergola config --reference > distribution/guides/configuration.md")
                .isEqualTo(ConfigurationDocuments.reference());
    }

    @Test
    void everyLineOfTheExampleMayBeUncommented() throws IOException {
        String all = ConfigurationDocuments.exampleFile()
                .lines()
                .filter(line -> line.matches("#[a-z].*"))
                .map(line -> line.substring(1) + "\n")
                .reduce("", String::concat);
        Files.writeString(folder.resolve("all.yaml"), all);
        Settings settings = new ConfigurationLoader(folder, folder, Map.of())
                .load(Optional.of(folder.resolve("all.yaml")), List.of(), warning -> {});
        assertThat(settings.properties())
                .isEqualTo(Settings.builder(folder).build().properties());
        assertThat(settings.all()).noneMatch(setting -> setting.origin().equals("default"));
    }

    @Test
    void theReferenceTellsEveryKey() {
        String reference = ConfigurationDocuments.reference();
        for (ConfigurationKey<?> key : ConfigurationKeys.all())
            assertThat(reference)
                    .contains("## " + key.name() + "\n" + key.explanation())
                    .contains("`" + key.environmentName() + "`");
        assertThat(reference).contains("| [`http.port`](#httpport) | `8080` | a whole number from 0 to 65535 |");
    }
}
