package dev.pergola.vetting.internal.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.Installation;
import dev.pergola.store.Installation.Kind;
import dev.pergola.store.internal.TestStore;
import dev.pergola.vetting.Advisories.ImportReport;
import dev.pergola.vetting.Advisories.Match;
import dev.pergola.vetting.VettingException;
import dev.pergola.vetting.internal.policy.SitePolicy;
import dev.pergola.vetting.testing.Jars;
import dev.pergola.vetting.testing.RecordedEvents;
import dev.pergola.vetting.testing.SettableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R138, R144. */
class AdvisoryServiceTest {
    private static final Path SAMPLES = Path.of("src/test/resources/osv");
    private static final Instant NOW = Instant.parse("2024-07-01T12:00:00Z");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(NOW);
    private final RecordedEvents events = new RecordedEvents();
    private TestStore store;
    private SitePolicy policy;
    private AdvisoryService advisories;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"));
        policy = new SitePolicy(List.of(), store.overrides(), store.transactions(), store.audit(), events, clock);
        advisories = new AdvisoryService(
                folder.resolve("data"),
                store.advisories(),
                store.installations(),
                store.transactions(),
                store.audit(),
                events,
                policy,
                clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path zip(Map<String, String> more) throws IOException {
        Path file = folder.resolve("all.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> samples = Files.list(SAMPLES)) {
            for (Path sample : samples.sorted().toList()) {
                zip.putNextEntry(new ZipEntry(sample.getFileName().toString()));
                zip.write(Files.readAllBytes(sample));
            }
            for (Map.Entry<String, String> entry : more.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private void imported() throws IOException {
        assertThat(advisories.importFrom(zip(Map.of()), "olga").refused()).isEmpty();
    }

    private Path jar(Jars jar) {
        return jar.in(folder.resolve("plugin.jar"));
    }

    private List<Verdict> vet(Jars jar) {
        Candidate candidate = new Candidate(
                jar(jar), "ab".repeat(32), "x.jar", Map.of(), Optional.empty(), Provenance.UNKNOWN, Optional.empty());
        return new AdvisoryVetter(advisories, policy, Duration.ofDays(30), clock).vet(candidate);
    }

    @Test
    void aZipIsImportedButForWhatIsNone() throws IOException {
        Path zip = zip(Map.of(
                "broken.json",
                "{",
                "other.json",
                "{\"id\":\"PYSEC-1\",\"modified\":\"2024-01-01T00:00:00Z\","
                        + "\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\",\"name\":\"x\"}}]}",
                "half.json",
                "{\"id\":\"X\"}",
                "README",
                "not looked at"));
        ImportReport report = advisories.importFrom(zip, "olga");
        assertThat(report.imported()).isEqualTo(7);
        assertThat(report.others()).isEqualTo(1);
        assertThat(report.refused())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("broken.json: "))
                .anyMatch(line -> line.startsWith("half.json: "));
        assertThat(advisories.data().count()).isEqualTo(7);
        assertThat(advisories.data().age(NOW))
                .hasValueSatisfying(age -> assertThat(age).isLessThan(Duration.ofDays(10)));
        assertThat(advisories.importFrom(zip, "olga").unchanged()).isEqualTo(7);
        assertThat(store.audit().recent("", 1))
                .singleElement()
                .satisfies(entry -> assertThat(entry.action()).isEqualTo("advisories.import"));
        assertThat(events.topics()).contains("pergola/vetting/advisories/IMPORTED");
        assertThat(advisories.find("GHSA-jfh8-c2jp-5v3q").orElseThrow().summary())
                .contains("Log4j");
        assertThat(advisories.list("GHSA-m", 1)).extracting(a -> a.id()).containsExactly("GHSA-mjmj-j48q-9wg2");
    }

    private AdvisoryVetter vetter(Duration maxAge) {
        return new AdvisoryVetter(advisories, policy, maxAge, clock);
    }

    @Test
    void oldDataIsAProblemUntilItIsNewAndNoneAtAllIsAsTheSiteSays() throws IOException {
        assertThat(vetter(Duration.ofDays(30)).problems()).isEmpty();
        imported();
        assertThat(vetter(Duration.ofDays(3_000)).problems()).isEmpty();
        assertThat(vetter(Duration.ofMillis(1)).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("advisory-data-stale");
            assertThat(problem.remedy()).contains("Import current advisories");
        });
    }

    @Test
    void dataThatCannotBeReadIsAProblem() {
        store.close();

        assertThat(vetter(Duration.ofDays(30)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("advisory-data-unreadable"));
    }

    @Test
    void aPluginWhoseKeptJarIsGoneIsSaidNotToHaveBeenCompared() throws IOException {
        imported();
        store.installations()
                .save(new dev.pergola.store.Installation(
                        "lost",
                        "1.0.0",
                        dev.pergola.store.Installation.Kind.PLUGIN,
                        "cd".repeat(32),
                        "/plugins/lost.jar",
                        true,
                        true,
                        NOW,
                        NOW));

        assertThat(vetter(Duration.ofDays(3_000)).problems("lost", "cd".repeat(32)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("advisory-unread");
                    assertThat(problem.message()).contains("lost 1.0.0", "not compared with the advisories");
                });
    }

    @Test
    void whatIsNoFileOfAdvisoriesIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "<html>");
        assertThatThrownBy(() -> advisories.importFrom(file, "olga"))
                .isInstanceOf(VettingException.class)
                .hasMessageContaining("no JSON");
        assertThatThrownBy(() -> advisories.importFrom(folder.resolve("missing"), "olga"))
                .isInstanceOf(VettingException.class);
    }

    @Test
    void aWithdrawnAdvisoryIsAboutNothingAnyMore() throws IOException {
        imported();
        assertThat(advisories.match("org.yaml:snakeyaml", "1.33")).hasSize(1);
        String withdrawn = Files.readString(SAMPLES.resolve("GHSA-mjmj-j48q-9wg2.json"))
                .replace("\"modified\": \"2024", "\"withdrawn\": \"2024-07-01T00:00:00Z\", \"modified\": \"2025");
        advisories.importFrom(Files.writeString(folder.resolve("w.json"), withdrawn), "olga");
        assertThat(advisories.match("org.yaml:snakeyaml", "1.33")).isEmpty();
        imported();
        assertThat(advisories.match("org.yaml:snakeyaml", "1.33")).isEmpty();
    }

    /** Each severity has a jar that has it and, with the next version of the library, one that does not. */
    @ParameterizedTest
    @CsvSource({
        "org.apache.logging.log4j, log4j-core, 2.14.1, 2.17.1, advisory.critical.ghsa-jfh8-c2jp-5v3q, Block",
        "org.yaml, snakeyaml, 1.33, 2.2, advisory.high.ghsa-mjmj-j48q-9wg2, Block",
        "com.fasterxml.jackson.core, jackson-databind, 2.9.8, 2.9.10, advisory.medium.ghsa-mph4-vhrx-mv67, Hold",
        "com.google.guava, guava, 31.1-jre, 33.0.0-jre, advisory.low.ghsa-5mg8-w23w-74h3, Warn"
    })
    void whatFollowsDependsOnTheSeverity(
            String group, String artifact, String bad, String good, String rule, String verdict) throws IOException {
        imported();
        byte[] library = Jars.library().pom(group, artifact, bad).bytes();
        List<Verdict> verdicts = vet(Jars.plugin("demo", "1").entry("lib/it.jar", library));
        assertThat(verdicts).singleElement().satisfies(v -> {
            assertThat(v.check()).isEqualTo(rule);
            assertThat(v.getClass().getSimpleName()).isEqualTo(verdict);
            assertThat(v.message()).contains(group + ":" + artifact, bad, "lib/it.jar", "CVE-");
            assertThat(v.evidence())
                    .singleElement()
                    .satisfies(e -> assertThat(e.where()).isEqualTo("lib/it.jar"));
        });
        byte[] mended = Jars.library().pom(group, artifact, good).bytes();
        assertThat(vet(Jars.plugin("demo", "1").entry("lib/it.jar", mended)))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void oneWithoutARatingWaitsForAPerson() throws IOException {
        String text = "{\"id\":\"X-1\",\"modified\":\"2024-06-30T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":"
                + "\"Maven\",\"name\":\"g:a\"},\"versions\":[\"1.0\"]}]}";
        advisories.importFrom(Files.writeString(folder.resolve("x.json"), "[" + text + "]"), "olga");
        assertThat(vet(Jars.plugin("demo", "1").pom("g", "a", "1.0")))
                .singleElement()
                .isInstanceOf(Verdict.Hold.class);
        assertThat(vet(Jars.plugin("demo", "1").pom("g", "a", "1.1")))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void oneAdvisoryCanBeAcceptedWithoutTheNext() throws IOException {
        imported();
        Jars jar = Jars.plugin("demo", "1")
                .pom("org.apache.logging.log4j", "log4j-core", "2.14.1")
                .pom("org.apache.commons", "commons-text", "1.9");
        policy.accept(
                "ab".repeat(32), "advisory.critical.ghsa-jfh8-c2jp-5v3q", "no lookups", NOW.plusSeconds(60), "olga");
        assertThat(vet(jar))
                .extracting(v -> v.getClass().getSimpleName() + " " + v.check())
                .containsExactlyInAnyOrder(
                        "Warn advisory.critical.ghsa-jfh8-c2jp-5v3q", "Block advisory.critical.ghsa-599f-7c49-w659");
    }

    @Test
    void aLibraryIsKnownByItsSymbolicNameToo() throws IOException {
        imported();
        byte[] bundle = Jars.library()
                .header("Bundle-SymbolicName", "com.fasterxml.jackson.core.jackson-databind")
                .header("Bundle-Version", "2.9.8")
                .bytes();
        List<Match> matches = advisories.match(jar(Jars.plugin("demo", "1").entry("a/b.jar", bundle)));
        assertThat(matches).singleElement().satisfies(match -> {
            assertThat(match.library()).isEqualTo("com.fasterxml.jackson.core:jackson-databind");
            assertThat(match.certain()).isTrue();
            assertThat(match.fixed()).isEqualTo("2.9.9.1");
        });
        byte[] text = Jars.library()
                .header("Bundle-SymbolicName", "org.apache.commons.commons-text")
                .header("Bundle-Version", "1.9.0")
                .bytes();
        assertThat(advisories.match(jar(Jars.plugin("demo", "1").entry("a/b.jar", text))))
                .hasSize(1);
    }

    @Test
    void copiedAndMovedClassesAreASuspicionAndNoMore() throws IOException {
        imported();
        List<Verdict> verdicts =
                vet(Jars.plugin("demo", "1").entry("com/acme/shaded/org/apache/logging/log4j/core/Logger.class", "x"));
        assertThat(verdicts).singleElement().satisfies(v -> {
            assertThat(v).isInstanceOf(Verdict.Warn.class);
            assertThat(v.check()).isEqualTo("advisory.suspected.ghsa-jfh8-c2jp-5v3q");
            assertThat(v.message()).contains("a version that it does not tell");
        });
        byte[] old = Jars.library()
                .header("Implementation-Title", "Apache Commons-Text")
                .header("Implementation-Version", "1.9")
                .entry("org/apache/commons/text/StringSubstitutor.class", "x")
                .bytes();
        assertThat(vet(Jars.plugin("demo", "1").entry("lib/commons-text.jar", old)))
                .extracting(Verdict::check)
                .containsExactly("advisory.suspected.ghsa-599f-7c49-w659");
        byte[] mended = Jars.library()
                .header("Implementation-Title", "Apache Commons-Text")
                .header("Implementation-Version", "1.10.0")
                .entry("org/apache/commons/text/StringSubstitutor.class", "x")
                .bytes();
        assertThat(vet(Jars.plugin("demo", "1").entry("lib/commons-text.jar", mended)))
                .extracting(Verdict::check)
                .containsExactly("advisory");
    }

    @Test
    void noDataAndOldDataAreSaid() throws IOException {
        assertThat(vet(Jars.plugin("demo", "1"))).singleElement().satisfies(v -> {
            assertThat(v).isInstanceOf(Verdict.Pass.class);
            assertThat(v.check()).isEqualTo("advisory.data-missing");
        });
        imported();
        assertThat(vet(Jars.plugin("demo", "1"))).extracting(Verdict::check).containsExactly("advisory");
        clock.set(NOW.plus(Duration.ofDays(60)));
        assertThat(vet(Jars.plugin("demo", "1"))).first().satisfies(v -> {
            assertThat(v).isInstanceOf(Verdict.Warn.class);
            assertThat(v.check()).isEqualTo("advisory.data-stale");
        });
    }

    @Test
    void anImportThatAffectsAnInstalledPluginSaysSo() throws IOException {
        install("demo", Jars.plugin("demo", "1").pom("org.yaml", "snakeyaml", "1.33"));
        install("fine", Jars.plugin("fine", "1").pom("org.yaml", "snakeyaml", "2.2"));
        assertThat(advisories.problems("demo")).isEmpty();
        ImportReport report = advisories.importFrom(zip(Map.of()), "olga");
        assertThat(report.affected()).containsExactly("demo");
        assertThat(events.last().topic()).isEqualTo("pergola/vetting/advisories/AFFECTED");
        assertThat(events.last().data()).containsEntry("plugin", "demo").containsEntry("version", "1.0.0");
        assertThat(advisories.problems("demo"))
                .singleElement()
                .extracting(Problem::code)
                .isEqualTo("advisory-high-ghsa-mjmj-j48q-9wg2");
        assertThat(advisories.problems("fine")).isEmpty();
        assertThat(advisories.importFrom(zip(Map.of()), "olga").affected())
                .as("told of once")
                .isEmpty();
    }

    private void install(String id, Jars jar) throws IOException {
        String digest = (id + "0".repeat(64)).substring(0, 64);
        Path artifacts = Files.createDirectories(folder.resolve("data/artifacts"));
        jar.in(artifacts.resolve(digest + ".jar"));
        store.installations().save(new Installation(id, "1.0.0", Kind.PLUGIN, digest, "/x.jar", true, true, NOW, NOW));
    }
}
