package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.Deployment;
import dev.pergola.store.internal.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused can be looked up afterwards. */
class RefusalsTest {
    private static final Problem PROBLEM = new Problem("conflict", "It cannot run beside the other", "Remove it");

    @TempDir
    Path folder;

    private TestStore store;
    private Refusals refusals;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"));
        refusals = new Refusals(store.journal());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRefusedJarIsInTheJournalWithReasonAndRemedy() throws IOException {
        Descriptor descriptor = DescriptorReader.read(
                TestJars.write(folder.resolve("a.jar"), TestJars.plugin("sample", "1.2.0")), "ab".repeat(32));
        List<Verdict> verdicts = List.of(new Verdict.Block("conflicts", PROBLEM));
        Attempt attempt = new Attempt(
                descriptor,
                "/plugins/a.jar",
                InstallOptions.DEFAULT,
                Intent.of("install", Optional.empty()),
                verdicts,
                "ada",
                System.nanoTime());

        DeploymentReport report = refusals.refuse(attempt, List.of(PROBLEM));

        assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(report.verdicts()).isEqualTo(verdicts);
        Deployment entry = store.journal().latest("sample", "ab".repeat(32)).orElseThrow();
        assertThat(entry.id()).isEqualTo(report.id());
        assertThat(entry.outcome()).isEqualTo(Deployment.Outcome.REFUSED);
        assertThat(entry.toVersion()).isEqualTo("1.2.0");
        assertThat(entry.detail()).isEqualTo("It cannot run beside the other. Remove it");
    }

    @Test
    void aFileThatIsNoJarIsFoundByItsPath() {
        Path file = folder.resolve("no.jar");

        refusals.refuse(file, new Problem("no-jar", "It is no zip", "Copy it again"));

        Deployment entry = store.journal().latestFrom(file.toString()).orElseThrow();
        assertThat(entry.step()).isEqualTo("identifying");
        assertThat(entry.detail()).isEqualTo("It is no zip");
    }
}
