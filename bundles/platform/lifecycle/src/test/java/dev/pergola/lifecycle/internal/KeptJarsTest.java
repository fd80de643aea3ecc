package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.internal.Artifacts.Staged;
import dev.pergola.store.Deployment;
import dev.pergola.store.Deployment.Outcome;
import dev.pergola.store.HeldJar;
import dev.pergola.store.Installation;
import dev.pergola.store.internal.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many earlier jars as somebody may want to go back to, and no more (R30, R94). */
class KeptJarsTest {
    @TempDir
    Path folder;

    private TestStore store;
    private Artifacts artifacts;
    private Registry registry;
    private KeptJars jars;
    private Holds holds;
    private final Map<String, String> digests = new HashMap<>();

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder.resolve("data"));
        artifacts = new Artifacts(folder, 1_000_000);
        artifacts.open();
        registry = new Registry(new SilentEvents(), store.audit());
        holds = new Holds(store.heldJars(), store.transactions());
        jars = new KeptJars(artifacts, registry, store.journal(), holds);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theEarlierOneIsTheLatestThatServedBefore() throws IOException {
        deploy("words", "1.0.0", Outcome.COMMITTED);
        deploy("words", "1.1.0", Outcome.COMMITTED);
        deploy("words", "1.2.0", Outcome.ROLLED_BACK);
        Managed current = deploy("words", "1.3.0", Outcome.COMMITTED);

        assertThat(jars.earlier(current, Optional.empty()))
                .hasValueSatisfying(d -> assertThat(d.toVersion()).isEqualTo("1.1.0"));
        assertThat(jars.earlier(current, Optional.of("1.0.0")))
                .hasValueSatisfying(d -> assertThat(d.toVersion()).isEqualTo("1.0.0"));
        assertThat(jars.earlier(current, Optional.of("1.2.0"))).isEmpty();
        assertThat(jars.read(jars.earlier(current, Optional.empty()).orElseThrow())
                        .toString())
                .isEqualTo("words 1.1.0");
    }

    @Test
    void oneWhoseFileIsGoneIsNoneToGoBackTo() throws IOException {
        deploy("words", "1.0.0", Outcome.COMMITTED);
        deploy("words", "1.1.0", Outcome.COMMITTED);
        Managed current = deploy("words", "1.2.0", Outcome.COMMITTED);
        artifacts.delete(digest("words", "1.1.0"));

        assertThat(jars.earlier(current, Optional.empty()))
                .hasValueSatisfying(d -> assertThat(d.toVersion()).isEqualTo("1.0.0"));
    }

    @Test
    void threeEarlierOnesAreKeptAndThoseOfOthersAreLeftAlone() throws IOException {
        for (int minor = 0; minor < 6; minor++) deploy("words", "1." + minor + ".0", Outcome.COMMITTED);
        deploy("other", "1.0.0", Outcome.COMMITTED);

        jars.prune("words");

        assertThat(kept("words", "1.0.0")).isFalse();
        assertThat(kept("words", "1.1.0")).isFalse();
        for (int minor = 2; minor < 6; minor++) {
            assertThat(kept("words", "1." + minor + ".0")).as("1." + minor).isTrue();
        }
        assertThat(kept("other", "1.0.0")).isTrue();
    }

    @Test
    void oneThatRunsIsKeptHoweverLongAgoItCame() throws IOException {
        Managed pinned = deploy("words", "1.0.0", Outcome.COMMITTED);
        for (int minor = 1; minor < 6; minor++) deploy("words", "1." + minor + ".0", Outcome.COMMITTED);
        registry.put(pinned);

        jars.prune("words");
        jars.prune();

        assertThat(kept("words", "1.0.0")).isTrue();
        assertThat(kept("words", "1.1.0")).isFalse();
    }

    @Test
    void atTheStartEverythingGoesThatBelongsToNothingInstalled() throws IOException {
        deploy("words", "1.0.0", Outcome.COMMITTED);
        deploy("words", "1.1.0", Outcome.COMMITTED);
        Managed gone = deploy("gone", "1.0.0", Outcome.COMMITTED);
        registry.remove("gone", gone.descriptor().version());
        keep("never-begun", "1.0.0");

        jars.prune();

        assertThat(kept("words", "1.0.0")).isTrue();
        assertThat(kept("words", "1.1.0")).isTrue();
        assertThat(kept("gone", "1.0.0")).isFalse();
        assertThat(kept("never-begun", "1.0.0")).isFalse();
    }

    @Test
    void oneThatIsHeldIsKeptUntilItIsForgotten() throws IOException {
        deploy("words", "1.0.0", Outcome.COMMITTED);
        Descriptor held = keep("words", "1.1.0");
        holds.put(
                held,
                new HeldJar("words", "1.1.0", held.digest(), "test", true, false, Map.of(), Map.of(), Instant.EPOCH));

        jars.prune();
        assertThat(kept("words", "1.1.0")).isTrue();

        holds.passed(held);
        jars.prune();
        assertThat(kept("words", "1.1.0")).isFalse();
    }

    private boolean kept(String id, String version) {
        return artifacts.has(digest(id, version));
    }

    private String digest(String id, String version) {
        return digests.getOrDefault(id + version, "");
    }

    private Descriptor keep(String id, String version) throws IOException {
        Path jar = TestJars.write(folder.resolve(id + "-" + version + ".jar"), TestJars.plugin(id, version));
        try (Staged staged = artifacts.stage(jar)) {
            artifacts.keep(staged);
            digests.put(id + version, staged.digest());
            return DescriptorReader.read(jar, staged.digest());
        }
    }

    /** Writes a deployment down; where it is committed, it is what is installed from then on. */
    private Managed deploy(String id, String version, Outcome outcome) throws IOException {
        Descriptor descriptor = keep(id, version);
        Deployment begun = store.journal()
                .begin(new Deployment(
                        0,
                        "update",
                        id,
                        "",
                        version,
                        descriptor.digest(),
                        "test",
                        "begun",
                        Outcome.PENDING,
                        "",
                        Instant.EPOCH,
                        Instant.EPOCH));
        store.journal().finish(begun.id(), outcome, "");
        Installation installation = new Installation(
                id, version, descriptor.kind(), descriptor.digest(), "test", true, true, Instant.EPOCH, Instant.EPOCH);
        Managed managed =
                new Managed(descriptor, installation, PluginState.ACTIVE, Instant.EPOCH, List.of(), Optional.empty());
        if (outcome == Outcome.COMMITTED) {
            registry.versions(id)
                    .forEach(old -> registry.remove(id, old.descriptor().version()));
            registry.put(managed);
        }
        return managed;
    }
}
