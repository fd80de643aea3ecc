package dev.pergola.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleJarTest {
    @TempDir
    Path folder;

    @Test
    void putsTheManifestFirstSoThatStreamsFindIt() throws IOException {
        Path jar = BundleJar.of(classes("a/A.class", "META-INF/A.txt"), folder.resolve("jars"));

        try (JarInputStream stream = new JarInputStream(Files.newInputStream(jar))) {
            assertThat(stream.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
                    .startsWith("sample");
            assertThat(stream.getNextJarEntry().getName()).isEqualTo("META-INF/A.txt");
            assertThat(stream.getNextJarEntry().getName()).isEqualTo("a/A.class");
        }
    }

    @Test
    void givesTheSameBytesForTheSameClasses() throws IOException {
        Path classes = classes("a/A.class");

        assertThat(BundleJar.of(classes, folder.resolve("one")))
                .hasSameBinaryContentAs(BundleJar.of(classes, folder.resolve("two")));
    }

    @Test
    void leavesAJarAsItIs() throws IOException {
        Path jar = Files.createFile(folder.resolve("x.jar"));

        assertThat(BundleJar.of(jar, folder)).isEqualTo(jar);
    }

    @Test
    void saysWhatAFolderLacks() {
        assertThatThrownBy(() -> BundleJar.of(folder, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bnd-process");
    }

    @Test
    void readsWhatAJarSaysOfItself() throws IOException {
        ClassPathBundle bundle = ClassPathBundle.at(BundleJar.of(classes("a/A.class"), folder.resolve("jars")))
                .orElseThrow();

        assertThat(bundle.symbolicName()).isEqualTo("sample");
        assertThat(bundle.plugin()).isFalse();
        assertThat(ClassPathBundle.at(folder.resolve("nowhere.jar"))).isEmpty();
    }

    private Path classes(String... files) throws IOException {
        Path classes = folder.resolve("classes");
        Files.createDirectories(classes.resolve("META-INF"));
        Files.writeString(
                classes.resolve("META-INF/MANIFEST.MF"),
                "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: sample;singleton:=false\n");
        for (String file : files) {
            Files.createDirectories(classes.resolve(file).getParent());
            Files.writeString(classes.resolve(file), file);
        }
        return classes;
    }
}
