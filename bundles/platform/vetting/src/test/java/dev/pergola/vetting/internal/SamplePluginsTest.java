package dev.pergola.vetting.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.Report;
import dev.pergola.vetting.internal.linkage.LinkageVetter;
import dev.pergola.vetting.internal.privilege.PrivilegeVetter;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.scan.ScanVetter;
import dev.pergola.vetting.internal.testing.Felix;
import dev.pergola.vetting.internal.testing.SamplePlugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

/** Plugins as they should be pass, and nothing is said of them that is not so (R7, R144). */
class SamplePluginsTest {
    @TempDir
    Path folder;

    @Test
    void allOfThemPassWithoutAWarning() throws IOException, BundleException {
        List<Path> jars = SamplePlugins.jars();
        assumeThat(jars).as("sample plugins that are built").isNotEmpty();
        try (Felix felix =
                new Felix(folder, Map.of("org.osgi.framework.system.packages.extra", SamplePlugins.KERNEL_PACKAGES))) {
            for (Path jar : jars) {
                if (jar.getFileName().toString().startsWith("units-")) felix.install(Files.readAllBytes(jar));
            }
            Analyses analyses = new Analyses();
            JarVettingComponent vetting = new JarVettingComponent(
                    Duration.ofSeconds(20),
                    folder,
                    List.of(
                            new PrivilegeVetter(analyses, null),
                            new LinkageVetter(analyses, null, felix.context()),
                            new ScanVetter(analyses, null)),
                    null);

            for (Path jar : jars) {
                Report report = vetting.vet(jar);
                assertThat(report.verdicts())
                        .as(jar.getFileName().toString())
                        .hasSize(3)
                        .allMatch(verdict -> verdict instanceof Verdict.Pass)
                        .noneMatch(verdict -> verdict.message().contains("nobody provides"));
            }
        }
    }
}
