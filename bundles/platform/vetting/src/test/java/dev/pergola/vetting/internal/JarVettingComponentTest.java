package dev.pergola.vetting.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.SignatureVerifier.Verification;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.Report;
import dev.pergola.vetting.internal.testing.TestJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar can be looked at without being installed (R141, R144). */
class JarVettingComponentTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final List<Candidate> seen = new ArrayList<>();

    @Test
    void everyVetterIsAskedTheHighestFirstWhateverTheOthersSay() {
        List<Vetter> lowestFirst = List.of(
                vetter("low", () -> List.of(new Verdict.Pass("low", "fine"))),
                vetter("high", () -> List.of(new Verdict.Hold("high", "hm", "wait"))));

        Report report = new JarVettingComponent(LONG, folder, lowestFirst, null).vet(plugin().in(folder));

        assertThat(report.verdicts()).extracting(Verdict::check).containsExactly("high", "low");
        assertThat(report.checks()).extracting(Report.Check::name).containsExactly("high", "low");
        assertThat(report.passes()).isFalse();
        assertThat(report.digest()).hasSize(64);
        assertThat(report.took()).isPositive();
    }

    @Test
    void aCandidateIsWhatItsManifestSaysAndWhoSignedIt() {
        Provenance acme = new Provenance(Provenance.Trust.TRUSTED, Optional.of("Acme"));
        SignatureVerifier verifier =
                (jar, source) -> new Verification(acme, List.of(new Verdict.Pass("signature", "from " + source)));
        Vetter any = vetter("any", List::of);

        Report report = new JarVettingComponent(LONG, folder, List.of(any), verifier)
                .vet(plugin().in(folder), "http://x/y.jar");

        assertThat(report.verdicts()).extracting(Verdict::message).containsExactly("from http://x/y.jar");
        assertThat(report.provenance()).isEqualTo(acme);
        assertThat(report.passes()).isTrue();
        assertThat(seen).singleElement().satisfies(candidate -> {
            assertThat(candidate.provenance()).isEqualTo(acme);
            assertThat(candidate.metadata().orElseThrow().id()).isEqualTo("sample");
            assertThat(candidate.metadata().orElseThrow().permissions())
                    .singleElement()
                    .satisfies(asked -> {
                        assertThat(asked.permission()).isEqualTo("filesystem.read");
                        assertThat(asked.target()).isEqualTo("${data}/**");
                    });
            // Nobody else gets at the copy, and nothing stays of it.
            assertThat(candidate.jar()).isNotEqualTo(folder).doesNotExist();
        });
    }

    @Test
    void aVetterThatThrowsOrHangsHasFailed() {
        CountDownLatch never = new CountDownLatch(1);
        List<Vetter> vetters = List.of(
                vetter("hangs", () -> {
                    never.await();
                    return List.of();
                }),
                vetter("throws", () -> {
                    throw new IllegalStateException("out of order");
                }));

        Report report = new JarVettingComponent(Duration.ofMillis(200), folder, vetters, null).vet(plugin().in(folder));

        assertThat(report.verdicts()).hasSize(2).allMatch(verdict -> verdict instanceof Verdict.Failed);
        assertThat(report.verdicts().get(0).message()).contains("out of order");
        assertThat(report.verdicts().get(1).message()).contains("did not come to a verdict");
    }

    @Test
    void whatIsNoJarIsStillAReport() throws Exception {
        Path text = Files.writeString(folder.resolve("x.jar"), "no jar");

        assertThat(new JarVettingComponent(LONG, folder, List.of(), null)
                        .vet(text)
                        .digest())
                .hasSize(64);
        assertThat(new JarVettingComponent(LONG, folder, List.of(), null)
                        .vet(folder.resolve("missing"))
                        .verdicts())
                .singleElement()
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void metadataThatIsWrongIsAFindingToo() {
        TestJar jar = new TestJar().header("Provide-Capability", "pergola.plugin;id=BAD;name=x;author=y");

        assertThat(new JarVettingComponent(LONG, folder, List.of(), null)
                        .vet(jar.in(folder))
                        .verdicts())
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.message()).contains("id"));
    }

    private static TestJar plugin() {
        return new TestJar()
                .header("Bundle-Version", "1.0.0")
                .header("Provide-Capability", "pergola.plugin;id=sample;name=\"A sample\";author=Ada")
                .header(
                        "Require-Capability",
                        "pergola.permission;permission=\"filesystem.read\";target=\"${data}/**\";effective:=pergola");
    }

    private Vetter vetter(String name, Callable<List<Verdict>> verdicts) {
        return new Vetter() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Verdict> vet(Candidate candidate) throws Exception {
                seen.add(candidate);
                return verdicts.call();
            }
        };
    }
}
