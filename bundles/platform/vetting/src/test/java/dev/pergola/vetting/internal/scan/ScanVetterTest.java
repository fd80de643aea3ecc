package dev.pergola.vetting.internal.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.internal.code.ArchiveLimits;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From findings to verdicts: what weighs in, and how one gets to the place (R7, R119, R136, R144). */
class ScanVetterTest {
    private static final String HELPER = """
            package acme;
            class Helper {
              static void work(String what, int times) throws Exception {
                Runnable later = () -> { try { again(what); } catch (Exception e) { throw new RuntimeException(e); } };
                later.run();
              }
              private static void again(String what) throws Exception {
                Runtime.getRuntime().exec(what);
              }
            }
            """;
    private static final String COMPONENT = """
            package acme;
            public class Start {
              private void activate() throws Exception { Helper.work("ls", 1); }
              public void quiet() {}
            }
            """;

    @TempDir
    Path folder;

    private final ScanVetter vetter = new ScanVetter(new Analyses(), null);

    @Test
    void theWayFromAComponentToTheCallIsShownStepByStep() throws IOException {
        TestJar jar = starter();

        Verdict verdict = only("scan.process", vet(jar));

        assertThat(verdict).isInstanceOf(Verdict.Block.class);
        assertThat(verdict.message()).contains("starts processes").contains("does not ask for system.exec");
        assertThat(((Verdict.Block) verdict).problem().code()).isEqualTo("scan-process");
        List<Evidence> evidence = verdict.evidence();
        assertThat(evidence)
                .extracting(Evidence::where)
                .containsExactly("acme.Start", "acme.Helper", "acme.Helper", "acme.Helper");
        assertThat(evidence.get(0).member()).isEqualTo("activate()");
        assertThat(evidence.get(0).line()).isEqualTo(3);
        assertThat(evidence.get(0).detail()).contains("component acme.Start").contains("acme.Helper.work(String, int)");
        assertThat(evidence.get(3).member()).isEqualTo("again(String)");
        assertThat(evidence.get(3).line()).isEqualTo(8);
        assertThat(evidence.get(3).detail()).isEqualTo("calls java.lang.Runtime.exec(String)");
    }

    @Test
    void whatThePluginAsksForIsAWarning() throws IOException {
        TestJar jar = starter();

        Verdict verdict = only("scan.process", vet(jar, "system.exec"));

        assertThat(verdict).isInstanceOf(Verdict.Warn.class);
        assertThat(verdict.message()).contains("as it asks to");
    }

    @Test
    void anotherPermissionIsNoExcuse() throws IOException {
        assertThat(only("scan.process", vet(starter(), "network.http"))).isInstanceOf(Verdict.Block.class);
    }

    @Test
    void whatIsNeverReachedWeighsLessAndIsTold() throws IOException {
        TestJar jar = new TestJar()
                .component("acme.Start")
                .sources(Map.of(
                        "acme.Helper",
                        HELPER,
                        "acme.Start",
                        "package acme; public class Start { public void go() {} }"));

        Verdict verdict = only("scan.process", vet(jar));

        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.message()).contains("not reachable from an entry point");
    }

    @Test
    void whereCodeIsFoundByAMadeUpNameNothingIsSaidToBeUnreachable() throws IOException {
        TestJar jar = new TestJar()
                .component("acme.Start")
                .sources(Map.of(
                        "acme.Helper",
                        HELPER,
                        "acme.Start",
                        "package acme; public class Start { public void go() throws Exception {"
                                + " Class.forName(\"acme.Hel\" + \"per\".toString()).getMethods(); } }"));

        Verdict verdict = only("scan.process", vet(jar));

        assertThat(verdict).isInstanceOf(Verdict.Block.class);
        assertThat(verdict.evidence().get(verdict.evidence().size() - 1))
                .satisfies(last -> assertThat(last.where()).isEqualTo("acme.Start"))
                .satisfies(last -> assertThat(last.detail()).contains("name that is made at run time"));
    }

    @Test
    void aClassThatIsFoundByItsPlainNameIsReached() throws IOException {
        TestJar jar = new TestJar()
                .component("acme.Start")
                .sources(Map.of(
                        "acme.Helper",
                        HELPER,
                        "acme.Start",
                        "package acme; public class Start { public void go() throws Exception {"
                                + " Class.forName(\"acme.Helper\").getMethods(); } }"));

        assertThat(only("scan.process", vet(jar)).message()).doesNotContain("not reachable");
    }

    @Test
    void whatSomebodyElseCallsBackIsReached() throws IOException {
        TestJar jar = new TestJar().component("acme.Start").sources(Map.of("acme.Start", """
                        package acme;
                        public class Start {
                          static class Task implements java.util.concurrent.Callable<Object> {
                            static { System.setProperty("a", "b"); }
                            public Object call() throws Exception { return new ProcessBuilder("x").start(); }
                          }
                          static class Idle implements Runnable { public void run() { System.exit(0); } }
                          public Object go() { return new Task(); }
                        }
                        """));

        List<Verdict> verdicts = vet(jar);

        assertThat(only("scan.process", verdicts)).isInstanceOf(Verdict.Block.class);
        assertThat(only("scan.properties.write", verdicts)).isInstanceOf(Verdict.Hold.class);
        // Nobody ever makes an Idle.
        assertThat(only("scan.exit", verdicts)).isInstanceOf(Verdict.Warn.class);
    }

    @Test
    void aMethodThatIsInheritedFromTheJdkIsStillThatMethod() throws IOException {
        TestJar jar = new TestJar().sources(Map.of("acme.Own", """
                package acme;
                public class Own extends ClassLoader {
                  public Class<?> make(byte[] b) { return defineClass("x", b, 0, b.length); }
                }
                """));

        assertThat(only("scan.classloading", vet(jar)).evidence())
                .anySatisfy(evidence -> assertThat(evidence.detail()).contains("defineClass"));
    }

    @Test
    void aDetourByReflectionIsStillThatCall() throws IOException {
        TestJar jar = new TestJar().sources(Map.of("acme.Sly", """
                package acme;
                public class Sly {
                  public Object go() throws Exception {
                    Class<?> type = Class.forName("java.lang.Runtime");
                    return type.getMethod("ex" + "ec".trim(), String.class).invoke(null, "ls");
                  }
                }
                """));

        Verdict verdict = only("scan.process", vet(jar));

        assertThat(verdict).isInstanceOf(Verdict.Block.class);
        assertThat(verdict.evidence().toString()).contains("names java.lang.Runtime");
    }

    @Test
    void anEmbeddedLibraryIsLookedAtToo() throws IOException {
        byte[] library = new TestJar()
                .sources(Map.of(
                        "lib.Tool",
                        "package lib; public class Tool { public static void run() throws Exception {"
                                + " Runtime.getRuntime().exec(\"x\"); } }"))
                .bytes();
        TestJar jar =
                new TestJar().header("Bundle-ClassPath", ".,data/settings.bin").entry("data/settings.bin", library);

        Verdict verdict = only("scan.process", vet(jar));

        assertThat(verdict).isInstanceOf(Verdict.Block.class);
        assertThat(verdict.evidence().get(0).where()).isEqualTo("lib.Tool in data/settings.bin");
    }

    @Test
    void aLibraryHasNowhereToAskAndIsWarnedAbout() throws IOException {
        Path file = starter().in(folder);
        Candidate library = TestJar.candidate(file, Map.of(), Optional.empty(), Provenance.UNKNOWN);

        assertThat(only("scan.process", vetter.vet(library))).isInstanceOf(Verdict.Warn.class);
    }

    @Test
    void aPublisherThatIsTrustedWaitsForNobody() throws IOException {
        Path file = new TestJar()
                .sources(Map.of("acme.A", "package acme; public class A { public void a() { System.exit(1); } }"))
                .in(folder);
        Candidate unknown = TestJar.plugin(file, Map.of());
        Candidate trusted = TestJar.candidate(
                file, Map.of(), unknown.metadata(), new Provenance(Trust.TRUSTED, Optional.of("Acme")));

        assertThat(only("scan.exit", vetter.vet(unknown))).isInstanceOf(Verdict.Hold.class);
        assertThat(only("scan.exit", vetter.vet(trusted))).isInstanceOf(Verdict.Warn.class);
    }

    @Test
    void aPolicyHasTheLastWord() throws IOException {
        ScanVetter lenient = new ScanVetter(
                new Analyses(), (rule, found, provenance) -> rule.equals("scan.process") ? Level.NONE : found);
        TestJar jar = starter();

        assertThat(lenient.vet(TestJar.plugin(jar.in(folder), jar.headers())))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void aSecretIsNotRepeatedInTheFinding() throws IOException {
        TestJar jar = new TestJar()
                .sources(Map.of(
                        "acme.A",
                        "package acme; public class A { static final String K = \"AKIA\" + \"ABCDEFGHIJKLMNOP\"; }"));

        Verdict verdict = only("scan.text.secret", vet(jar));

        assertThat(verdict.evidence().toString()).contains("AKIAAB…").doesNotContain("ABCDEFGH");
    }

    @Test
    void lookingDoesNotGoOnForEver() {
        TestJar jar = starter();
        ScanVetter hasty = new ScanVetter(new Analyses(ArchiveLimits.DEFAULT, Duration.ZERO), null);

        assertThatThrownBy(() -> hasty.vet(TestJar.plugin(jar.in(folder), jar.headers())))
                .hasMessageContaining("took longer than");
    }

    @Test
    void lookingEndsWhenNobodyWaitsForIt() {
        TestJar jar = starter();
        Path file = jar.in(folder);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> vetter.vet(TestJar.plugin(file, jar.headers())))
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static TestJar starter() {
        return new TestJar().component("acme.Start").sources(Map.of("acme.Helper", HELPER, "acme.Start", COMPONENT));
    }

    private List<Verdict> vet(TestJar jar, String... permissions) throws IOException {
        return vetter.vet(TestJar.plugin(jar.in(folder), jar.headers(), permissions));
    }

    private static Verdict only(String check, List<Verdict> verdicts) {
        List<Verdict> found = verdicts.stream()
                .filter(verdict -> verdict.check().equals(check))
                .toList();
        assertThat(found).as(() -> check + " in " + verdicts).hasSize(1);
        return found.get(0);
    }
}
