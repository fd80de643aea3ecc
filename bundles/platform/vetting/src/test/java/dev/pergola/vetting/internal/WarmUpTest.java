package dev.pergola.vetting.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.Report;
import dev.pergola.vetting.internal.linkage.LinkageVetter;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.scan.ScanVetter;
import dev.pergola.vetting.internal.testing.Felix;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

class WarmUpTest {
    @Test
    void theJarIsARealOneThatEveryCheckHasSomethingToDoWith(@TempDir Path folder) throws Exception {
        String type = "dev/pergola/vetting/internal/JarVettingComponent.class";
        byte[] code;
        try (InputStream in = getClass().getClassLoader().getResourceAsStream(type)) {
            code = in.readAllBytes();
        }
        try (Felix felix = new Felix(folder.resolve("cache"), Map.of())) {
            Bundle bundle = felix.install(new TestJar()
                    .header("Bundle-ManifestVersion", "2")
                    .header("Bundle-SymbolicName", "dev.pergola.vetting")
                    .header("Import-Package", "org.osgi.framework")
                    .entry(type, code)
                    .bytes());
            Analyses analyses = new Analyses();

            Path jar = WarmUp.jar(bundle, folder);
            Report report = new JarVettingComponent(
                            Duration.ofSeconds(30),
                            folder,
                            List.of(new LinkageVetter(analyses, null, felix.context()), new ScanVetter(analyses, null)),
                            null)
                    .vet(jar, "test");

            try (JarFile read = new JarFile(jar.toFile())) {
                assertThat(read.getEntry(type)).isNotNull();
                assertThat(read.getManifest().getMainAttributes().getValue("Provide-Capability"))
                        .startsWith("pergola.plugin;id=pergola-warm-up");
            } finally {
                Files.delete(jar);
            }
            assertThat(report.checks())
                    .hasSize(2)
                    .allSatisfy(check -> assertThat(check.verdicts()).isPositive());
            assertThat(report.verdicts()).noneMatch(verdict -> verdict instanceof Verdict.Failed);
        }
    }
}
