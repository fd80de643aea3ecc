package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.HeldJar;
import dev.pergola.store.Installation;
import dev.pergola.store.internal.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for a person, and what is said of it (R31, R126). */
class HoldsTest {
    private static final Problem REASON = new Problem("held-permissions", "it asks for the network", "Approve it");

    @TempDir
    Path folder;

    private TestStore store;
    private Holds holds;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"));
        holds = new Holds(store.heldJars(), store.transactions());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPluginThatIsHeldItselfSaysWhyInTheWordsOfTheCheck() throws IOException {
        Descriptor held = hold(plugin("words", "1.0.0"), "a");

        assertThat(holds.notes(installed(held))).containsExactly(REASON);
        assertThat(holds.holds(installed(held))).isTrue();
    }

    @Test
    void anUpdateThatIsHeldIsNamedByTheVersionThatGoesOn() throws IOException {
        Descriptor old = descriptor(plugin("words", "1.0.0"), "a");
        hold(plugin("words", "1.1.0"), "b");

        assertThat(holds.notes(installed(old)))
                .containsExactly(
                        new Problem("held-permissions", "1.1.0 is held: it asks for the network", "Approve it"));
        assertThat(holds.holds(installed(old))).isFalse();
        assertThat(holds.notes(installed(descriptor(plugin("others", "1.0.0"), "c"))))
                .isEmpty();
    }

    @Test
    void ofAPluginOneJarIsHeldAndOfALibraryOneOfEachVersion() throws IOException {
        hold(plugin("words", "1.0.0"), "a");
        hold(plugin("words", "1.1.0"), "b");
        hold(library("lib", "1.0.0"), "c");
        hold(library("lib", "2.0.0"), "d");
        hold(library("lib", "2.0.0"), "e");

        assertThat(holds.all())
                .extracting(held -> held.pluginId() + " " + held.version() + " "
                        + held.digest().charAt(0))
                .containsExactly("lib 1.0.0 c", "lib 2.0.0 e", "words 1.1.0 b");
        holds.passed(descriptor(library("lib", "1.0.0"), "c"));
        holds.passed(descriptor(plugin("words", "1.2.0"), "f"));
        assertThat(holds.all()).extracting(HeldJar::version).containsExactly("2.0.0");
    }

    @Test
    void itSurvivesARestartAndIsNoticedOnlyOnceItIsCommitted() throws IOException {
        Descriptor held = descriptor(plugin("words", "1.0.0"), "a");
        store.transactions().inTransaction(() -> {
            holds.put(held, jar(held));
            assertThat(holds.all()).isEmpty();
        });
        assertThat(holds.all()).hasSize(1);

        Holds again = new Holds(store.heldJars(), store.transactions());
        again.load();
        assertThat(again.notes(installed(held))).containsExactly(REASON);
        assertThat(again.digests()).containsExactly("a".repeat(64));
    }

    private Descriptor hold(Map<String, String> headers, String digest) throws IOException {
        Descriptor descriptor = descriptor(headers, digest);
        holds.put(descriptor, jar(descriptor));
        return descriptor;
    }

    private static HeldJar jar(Descriptor descriptor) {
        return new HeldJar(
                descriptor.id(),
                descriptor.version().toString(),
                descriptor.digest(),
                "test",
                true,
                false,
                Map.of(),
                Holds.reasons(List.of(REASON)),
                Instant.EPOCH);
    }

    private static Map<String, String> plugin(String id, String version) {
        return TestJars.plugin(id, version);
    }

    private static Map<String, String> library(String id, String version) {
        return Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", id, "Bundle-Version", version);
    }

    private Descriptor descriptor(Map<String, String> headers, String digest) throws IOException {
        return DescriptorReader.read(TestJars.write(folder.resolve("x.jar"), headers), digest.repeat(64));
    }

    private static Managed installed(Descriptor descriptor) {
        Installation installation = new Installation(
                descriptor.id(),
                descriptor.version().toString(),
                descriptor.kind(),
                descriptor.digest(),
                "test",
                true,
                true,
                Instant.EPOCH,
                Instant.EPOCH);
        return new Managed(descriptor, installation, PluginState.LOADED, Instant.EPOCH, List.of(), Optional.empty());
    }
}
