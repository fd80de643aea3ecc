package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFilesTest {
    @TempDir
    Path home;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(home.resolve("lib/sub.jar"));
        for (String name : List.of("b.jar", "a.jar", "c.txt", "d[1]{x}.jar"))
            Files.createFile(home.resolve("lib/" + name));
    }

    private List<String> find(List<String> patterns, String... excluded) {
        return BundleFiles.find(home, patterns, List.of(excluded)).stream()
                .map(file -> home.relativize(file).toString())
                .toList();
    }

    @Test
    void findsFilesByNameEachOnce() {
        assertThat(find(List.of("lib/*.jar"))).containsExactly("lib/a.jar", "lib/b.jar", "lib/d[1]{x}.jar");
        assertThat(find(List.of("lib/b.jar", "lib/?.jar"))).containsExactly("lib/b.jar", "lib/a.jar");
        assertThat(find(List.of(home + "/lib/a.jar"))).containsExactly("lib/a.jar");
    }

    @Test
    void leavesOutWhatIsExcluded() {
        assertThat(find(List.of("lib/*.jar"), "b*", "d[1]{x}.jar")).containsExactly("lib/a.jar");
    }

    @Test
    void takesOtherSpecialCharactersAsTheyAre() {
        assertThat(find(List.of("lib/d[1]{x}.jar"))).containsExactly("lib/d[1]{x}.jar");
        assertThatThrownBy(() -> find(List.of("lib/[ab].jar"))).isInstanceOf(LauncherException.class);
    }

    @Test
    void saysWhichPatternFindsNothing() {
        assertThatThrownBy(() -> find(List.of("lib/*.jar", "none/*.jar")))
                .isInstanceOfSatisfying(
                        LauncherException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.START_FAILED))
                .hasMessageContaining("kernel.bundles: no file matches " + home.resolve("none/*.jar"));
        assertThatThrownBy(() -> find(List.of("lib/x*.jar"))).hasMessageContaining("no file matches");
    }
}
