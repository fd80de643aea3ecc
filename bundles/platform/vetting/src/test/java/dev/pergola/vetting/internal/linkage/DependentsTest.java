package dev.pergola.vetting.internal.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Rewiring;
import dev.pergola.lifecycle.Rewiring.Dependent;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.testing.Felix;
import dev.pergola.vetting.internal.testing.Sources;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** An update that what is wired to it would not link to is found before anything is started (R146). */
class DependentsTest {
    private static final String UNITS = """
            package units;
            public class Units {
              public static final String NAME = String.valueOf("metric");
              public double convert(double value) { return value * 2; }
              protected void hook() {}
            }
            """;
    private static final String EXTRA = "package units; public class Extra { public static void go() {} }";
    private static final String REPORT = """
            package report;
            import units.Units;
            public class Report {
              void activate() throws Exception { %s }
            }
            """;

    @TempDir
    Path folder;

    private Felix felix;
    private LinkageVetter vetter;

    /** A jar, and the bundle that it runs as. */
    private record Installed(TestJar jar, Path file, Bundle bundle) {
        Dependent dependent() {
            return new Dependent(
                    bundle.getSymbolicName(),
                    bundle.getVersion().toString(),
                    file,
                    "0".repeat(63) + bundle.getBundleId(),
                    bundle.getBundleId());
        }
    }

    @BeforeEach
    void start() throws BundleException {
        felix = new Felix(folder.resolve("cache"), Map.of());
        vetter = new LinkageVetter(new Analyses(), null, felix.context());
    }

    @AfterEach
    void stop() {
        felix.close();
    }

    @Test
    void anUpdateThatDropsAMethodWhichADependentCallsIsBlocked() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed report = run(report("new Units().convert(1);"));

        assertThat(update(units("2.0.0", UNITS.replace("convert", "converted")), units, report))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict).isInstanceOf(Verdict.Block.class);
                    assertThat(verdict.check()).isEqualTo("linkage.dependent");
                    assertThat(verdict.message())
                            .isEqualTo("report 1.0.0 is to start anew with units 2.0.0 and would not link to it: "
                                    + "units.Units.convert(double) is not in units 2.0.0, which provides units "
                                    + "(imported [1,3))");
                    assertThat(((Verdict.Block) verdict).problem().remedy()).contains("Update report first");
                    assertThat(verdict.evidence()).singleElement().satisfies(evidence -> {
                        assertThat(evidence.where()).isEqualTo("report.Report");
                        assertThat(evidence.member()).isEqualTo("activate()");
                        assertThat(evidence.line()).isEqualTo(4);
                        assertThat(evidence.detail()).contains("uses units.Units.convert(double)");
                    });
                });
    }

    @Test
    void aChangedMethodADroppedFieldAndADroppedClassAreAllShown() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed report = run(report("double d = new Units().convert(1); Object o = Units.NAME; units.Extra.go();"));
        TestJar changed = units(
                "2.0.0",
                UNITS.replace("double convert(double value)", "float convert(double value)")
                        .replace("value * 2", "1f")
                        .replace("String NAME", "Object NAME"));

        List<Verdict> verdicts = update(without(changed, "units/Extra.class"), units, report);

        assertThat(verdicts).singleElement().isInstanceOf(Verdict.Block.class);
        assertThat(verdicts.get(0).message()).endsWith("; and 2 more like it");
        assertThat(verdicts.get(0).message() + verdicts.get(0).evidence())
                .contains("units.Units.convert(double) is not in units 2.0.0")
                .contains("units.Units.NAME is not in units 2.0.0")
                .contains("units.Extra is not in units 2.0.0");
    }

    @Test
    void anUpdateThatKeepsWhatIsUsedPassesWhateverElseItDrops() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed report = run(report("new Units().convert(1);"));
        TestJar changed = without(units("2.0.0", UNITS.replace("NAME", "OTHER")), "units/Extra.class");

        assertThat(update(changed, units, report)).singleElement().satisfies(verdict -> {
            assertThat(verdict).isInstanceOf(Verdict.Pass.class);
            assertThat(verdict.message()).endsWith("; so does all of what is to start anew with it, which is 1");
        });
    }

    @Test
    void aMethodThatADependentInheritsCountsToo() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed report = run(bundle("report", "1.0.0")
                .header("Import-Package", "units;version=\"[1,3)\"")
                .component("report.Report")
                .entries(only("report", Map.of("units.Units", UNITS, "report.Report", """
                        package report;
                        public class Report extends units.Units { void activate() { hook(); } }
                        """))));

        assertThat(update(units("2.0.0", UNITS.replace("hook", "hooked")), units, report))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict).isInstanceOf(Verdict.Block.class);
                    assertThat(verdict.message()).contains("report.Report.hook() is not in report 1.0.0");
                });
    }

    @Test
    void oneThatIsWiredToAnotherThatMovesLinksThroughIt() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed middle = run(bundle("middle", "1.0.0")
                .header("Import-Package", "units;version=\"[1,3)\"")
                .header("Export-Package", "middle;version=1.0.0")
                .entries(only("middle", Map.of("units.Units", UNITS, "middle.Middle", """
                        package middle;
                        public class Middle extends units.Units {}
                        """))));
        Installed top = run(bundle("top", "1.0.0")
                .header("Import-Package", "middle")
                .component("top.Top")
                .entries(only("top", Map.of("units.Units", UNITS, "middle.Middle", """
                        package middle;
                        public class Middle extends units.Units {}
                        """, "top.Top", """
                        package top;
                        public class Top { double activate() { return new middle.Middle().convert(1); } }
                        """))));

        assertThat(update(units("1.1.0", UNITS), units, middle, top))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
        assertThat(update(units("2.0.0", UNITS.replace("convert", "converted")), units, middle, top))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.message())
                        .startsWith("top 1.0.0 is to start anew with units 2.0.0")
                        .contains("middle.Middle.convert(double) is not in middle 1.0.0"));
    }

    @Test
    void oneThatGoesOnWithAnotherVersionDoesNotCount() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed report = run(report("new Units().convert(1);", "[1,2)"));
        run(units("1.5.0", UNITS));

        assertThat(update(units("2.0.0", UNITS.replace("convert", "converted")), units, report))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void whatDoesNotLinkAsItIsIsNotHeldAgainstTheUpdate() throws Exception {
        Installed units = run(units("1.0.0", UNITS.replace("convert", "converted")));
        Installed report = run(report("new Units().convert(1);"));

        assertThat(update(units("2.0.0", UNITS.replace("convert", "converted")), units, report))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void whatItIsWiredToNowIsWhatCountsAsLinkingNow() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed report = run(report("new Units().convert(1);"));
        // The framework would prefer this one if it were to choose again; it has chosen.
        run(units("1.5.0", UNITS.replace("convert", "converted")));

        assertThat(update(units("2.0.0", UNITS.replace("convert", "converted")), units, report))
                .singleElement()
                .isInstanceOf(Verdict.Block.class);
    }

    @Test
    void whatNeverRunsInADependentIsOnlyWarnedAbout() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed report = run(bundle("report", "1.0.0")
                .header("Import-Package", "units;version=\"[1,3)\"")
                .component("report.Report")
                .entries(only("report", Map.of("units.Units", UNITS, "report.Report", """
                        package report;
                        public class Report {
                          void activate() {}
                          static class Idle { void idle() { new units.Units().convert(1); } }
                        }
                        """))));

        assertThat(update(units("2.0.0", UNITS.replace("convert", "converted")), units, report))
                .extracting(Verdict::getClass)
                .asList()
                .containsExactly(Verdict.Pass.class, Verdict.Warn.class);
    }

    @Test
    void jarsThatImportWhatTheyExportEndTheSearch() throws Exception {
        Installed units = run(units("1.0.0", UNITS));
        Installed report = run(report("units.Extra.go();"));
        TestJar circular =
                without(units("2.0.0", UNITS), "units/Extra.class").header("Import-Package", "units;version=\"[1,3)\"");

        assertThat(update(circular, units, report))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.message()).contains("units.Extra is not in units 2.0.0"));
    }

    private List<Verdict> update(TestJar jar, Installed replaced, Installed... dependents) throws IOException {
        Set<Long> leaving = Stream.concat(Stream.of(replaced), Stream.of(dependents))
                .map(installed -> installed.bundle().getBundleId())
                .collect(Collectors.toSet());
        Path file = jar.in(folder);
        return vetter.vet(new Candidate(
                file,
                file.getFileName().toString(),
                file.toString(),
                jar.headers(),
                Optional.empty(),
                Provenance.UNKNOWN,
                Optional.empty(),
                new Rewiring(
                        leaving, Stream.of(dependents).map(Installed::dependent).toList())));
    }

    private Installed run(TestJar jar) throws Exception {
        Path file = jar.in(folder);
        Bundle bundle = felix.install(Files.readAllBytes(file));
        bundle.start();
        return new Installed(jar, file, bundle);
    }

    private static TestJar bundle(String name, String version) {
        return new TestJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", name)
                .header("Bundle-Version", version);
    }

    private static TestJar units(String version, String source) {
        return bundle("units", version)
                .header("Export-Package", "units;version=" + version)
                .entries(Sources.compile(Map.of("units.Units", source, "units.Extra", EXTRA)));
    }

    private static TestJar report(String body) {
        return report(body, "[1,3)");
    }

    private static TestJar report(String body, String range) {
        return bundle("report", "1.0.0")
                .header("Import-Package", "units;version=\"" + range + "\"")
                .component("report.Report")
                .entries(only(
                        "report",
                        Map.of("units.Units", UNITS, "units.Extra", EXTRA, "report.Report", REPORT.formatted(body))));
    }

    /** The classes of one package. */
    private static Map<String, byte[]> only(String packageName, Map<String, String> sources) {
        Map<String, byte[]> classes = new HashMap<>(Sources.compile(sources));
        classes.keySet().removeIf(name -> !name.startsWith(packageName + "/"));
        return classes;
    }

    private static TestJar without(TestJar jar, String entry) {
        TestJar less = new TestJar();
        jar.headers().forEach(less::header);
        jar.entries().forEach((name, bytes) -> {
            if (!name.equals(entry)) less.entry(name, bytes);
        });
        return less;
    }
}
