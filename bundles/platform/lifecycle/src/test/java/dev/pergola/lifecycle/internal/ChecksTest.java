package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Rewiring;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.store.Installation;
import dev.pergola.store.internal.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

/** What is looked at before a jar is installed (R71, R73, R92). */
class ChecksTest {
    @TempDir
    Path folder;

    private TestStore store;
    private Registry registry;
    private final List<Vetter> vetters = new ArrayList<>();
    private int count;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"));
        registry = new Registry(new SilentEvents(), store.audit());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aNewcomerThatCannotRunBesideAnInstalledOneIsRefused() throws IOException {
        installed(TestJars.plugin("peaceful", "1.5.0"), true, PluginState.ACTIVE);

        assertThat(problems(TestJars.plugin("newcomer", "1.0.0", conflict("peaceful", "[1,2)"))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("conflict");
                    assertThat(problem.message())
                            .contains("newcomer 1.0.0")
                            .contains("cannot run beside")
                            .contains("peaceful 1.5.0");
                    assertThat(problem.remedy()).contains("peaceful");
                });
        assertThat(problems(TestJars.plugin("newcomer", "1.0.0", conflict("peaceful", "[2,3)"))))
                .isEmpty();
    }

    @Test
    void aNewcomerThatAnInstalledOneCannotBearIsRefused() throws IOException {
        installed(TestJars.plugin("jealous", "1.0.0", conflict("newcomer", "[1,2)")), true, PluginState.ACTIVE);

        assertThat(problems(TestJars.plugin("newcomer", "1.9.0")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("conflict");
                    assertThat(problem.message()).contains("jealous 1.0.0").contains("newcomer 1.9.0");
                    assertThat(problem.remedy()).contains("jealous");
                });
        assertThat(problems(TestJars.plugin("newcomer", "2.0.0"))).isEmpty();
    }

    @Test
    void oneThatIsDisabledOrInQuarantineIsInNobodysWay() throws IOException {
        installed(TestJars.plugin("disabled", "1.0.0", conflict("newcomer", "[1,2)")), false, PluginState.LOADED);
        installed(TestJars.plugin("banned", "1.0.0", conflict("newcomer", "[1,2)")), true, PluginState.QUARANTINED);

        assertThat(problems(TestJars.plugin("newcomer", "1.0.0", conflict("disabled", "[1,2)"))))
                .isEmpty();
        assertThat(problems(TestJars.plugin("newcomer", "1.0.0", conflict("banned", "[1,2)"))))
                .isEmpty();
    }

    @Test
    void anUpdateIsNotInItsOwnWay() throws IOException {
        installed(TestJars.plugin("selfish", "1.0.0", conflict("selfish", "[2,3)")), true, PluginState.ACTIVE);

        assertThat(problems(TestJars.plugin("selfish", "2.0.0"))).isEmpty();
    }

    @Test
    void theFirstVetterThatRefusesIsTheLastThatIsAsked() throws IOException {
        vetters.add(vetter("first", () -> List.of(new Verdict.Pass("first", "fine"))));
        vetters.add(vetter("second", () -> {
            throw new IllegalStateException("out of order");
        }));
        vetters.add(vetter("third", () -> List.of(new Verdict.Pass("third", "fine"))));

        List<Verdict> verdicts = verdicts(TestJars.plugin("newcomer", "1.0.0"));

        assertThat(verdicts).extracting(Verdict::check).endsWith("first", "second");
        assertThat(Checks.problems(verdicts))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("second", "out of order"));
    }

    private static Vetter vetter(String name, java.util.function.Supplier<List<Verdict>> verdicts) {
        return new Vetter() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Verdict> vet(dev.pergola.lifecycle.Candidate candidate) {
                return verdicts.get();
            }
        };
    }

    private static String conflict(String plugin, String versions) {
        return "pergola.conflict;plugin=" + plugin + ";versions=\"" + versions + "\";effective:=pergola";
    }

    private List<Problem> problems(Map<String, String> headers) throws IOException {
        return Checks.problems(verdicts(headers));
    }

    private List<Verdict> verdicts(Map<String, String> headers) throws IOException {
        Checks checks =
                new Checks(Version.parseVersion("1.0.0"), registry, Optional::empty, () -> vetters, Optional::empty);
        return checks.run(descriptor(headers), folder.resolve("0.jar"), "test", Optional.empty(), Rewiring.NONE);
    }

    private void installed(Map<String, String> headers, boolean enabled, PluginState state) throws IOException {
        Descriptor descriptor = descriptor(headers);
        Installation installation = new Installation(
                descriptor.id(),
                descriptor.version().toString(),
                descriptor.kind(),
                descriptor.digest(),
                "test",
                true,
                enabled,
                Instant.EPOCH,
                Instant.EPOCH);
        registry.put(new Managed(descriptor, installation, state, Instant.EPOCH, List.of(), Optional.empty()));
    }

    private Descriptor descriptor(Map<String, String> headers) throws IOException {
        return DescriptorReader.read(
                TestJars.write(folder.resolve(count + ".jar"), headers), String.format("%064d", count++));
    }
}
