package dev.pergola.vetting.internal.privilege;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin asks for what its code needs, and for no more (R119). */
class PrivilegeVetterTest {
    private static final String READS = "java.nio.file.Files.readString(java.nio.file.Path.of(\"x\"));";

    @TempDir
    Path folder;

    private final PrivilegeVetter vetter = new PrivilegeVetter(new Analyses(), null);

    @Test
    void askingForWhatIsNeededIsFine() throws IOException {
        assertThat(vet(plugin(READS), "filesystem.read")).singleElement().isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void whatIsNeededAndNotAskedForIsShown() throws IOException {
        assertThat(vet(plugin(READS))).singleElement().satisfies(verdict -> {
            assertThat(verdict).isInstanceOf(Verdict.Warn.class);
            assertThat(verdict.check()).isEqualTo(PrivilegeVetter.UNDECLARED);
            assertThat(verdict.message()).contains("needs filesystem.read").contains("it reads files");
            assertThat(((Verdict.Warn) verdict).remedy()).contains("@RequiresPermission(\"filesystem.read\")");
            assertThat(verdict.evidence())
                    .singleElement()
                    .satisfies(evidence ->
                            assertThat(evidence.detail()).contains("calls java.nio.file.Files.readString(Path)"));
        });
    }

    @Test
    void whatIsAskedForAndNotNeededIsShown() throws IOException {
        assertThat(vet(plugin(READS), "filesystem.read", "system.exec"))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict).isInstanceOf(Verdict.Warn.class);
                    assertThat(verdict.check()).isEqualTo(PrivilegeVetter.UNUSED);
                    assertThat(verdict.message()).contains("asks for system.exec");
                });
    }

    @Test
    void whatCannotBeSeenInCodeIsNotSaidToBeUnused() throws IOException {
        assertThat(vet(plugin("return null;"), "event.publish", "acme.own"))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void oneOfSeveralPermissionsWillDo() throws IOException {
        String http = "new java.net.URL(\"http://x\").openStream();";

        assertThat(vet(plugin(http), "network.socket")).singleElement().isInstanceOf(Verdict.Pass.class);
        assertThat(vet(plugin(http), "network.http")).singleElement().isInstanceOf(Verdict.Pass.class);
        assertThat(vet(plugin(http), "network.listen"))
                .extracting(Verdict::check)
                .containsExactly(PrivilegeVetter.UNDECLARED, PrivilegeVetter.UNUSED);
    }

    @Test
    void aLibraryInTheJarNeedsItsPermissionsToo() throws IOException {
        byte[] library = new TestJar()
                .sources(Map.of(
                        "lib.Net",
                        "package lib; public class Net { public static void go() throws Exception {"
                                + " new java.net.ServerSocket(0); } }"))
                .bytes();
        TestJar jar = new TestJar().header("Bundle-ClassPath", ".,lib/net.jar").entry("lib/net.jar", library);

        assertThat(vet(jar)).singleElement().satisfies(verdict -> {
            assertThat(verdict.check()).isEqualTo(PrivilegeVetter.UNDECLARED);
            assertThat(verdict.evidence().toString()).contains("lib.Net in lib/net.jar");
        });
    }

    @Test
    void whatIsNeverReachedIsNotNeeded() throws IOException {
        TestJar jar = plugin("return null;")
                .component("acme.Start")
                .sources(Map.of(
                        "acme.Idle",
                        "package acme; class Idle { static void go() throws Exception { " + READS + " } }"));

        assertThat(vet(jar)).singleElement().isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void filesInItsOwnFolderAreItsOwn() throws IOException {
        TestJar jar = plugin(
                "java.nio.file.Files.readString(((dev.pergola.api.PluginContext) null).dataDirectory().resolve(\"x\"));");

        assertThat(vet(jar)).singleElement().isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void aLibraryOfItsOwnHasNowhereToAsk() throws IOException {
        Path file = plugin(READS).in(folder);

        assertThat(vetter.vet(TestJar.candidate(file, Map.of(), Optional.empty(), Provenance.UNKNOWN)))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    private static TestJar plugin(String body) {
        String statements = body.startsWith("return") ? body : body + " return null;";
        return new TestJar()
                .sources(Map.of(
                        "acme.Start",
                        "package acme; public class Start { public Object go() throws Exception { " + statements
                                + " } }"));
    }

    private List<Verdict> vet(TestJar jar, String... permissions) throws IOException {
        return vetter.vet(TestJar.plugin(jar.in(folder), jar.headers(), permissions));
    }
}
