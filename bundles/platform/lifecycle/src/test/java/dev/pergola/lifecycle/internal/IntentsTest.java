package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.Deployment;
import dev.pergola.store.Installation;
import dev.pergola.store.internal.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a jar means, given what is there: each case has one outcome. */
class IntentsTest {
    @TempDir
    Path folder;

    private TestStore store;
    private Registry registry;
    private Intents intents;
    private Path here;
    private Path there;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder.resolve("data"));
        registry = new Registry(new SilentEvents(), store.audit());
        intents = new Intents(registry, store.journal());
        here = Files.createFile(folder.resolve("here.jar"));
        there = Files.createFile(folder.resolve("there.jar"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsNewIsInstalled() throws IOException {
        Intent intent = dropped(plugin("1.0.0", "a"), here);

        assertThat(intent.operation()).isEqualTo("install");
        assertThat(intent.replaces()).isEmpty();
        assertThat(intent.settled()).isFalse();
    }

    @Test
    void anotherVersionTakesThePlaceOfTheCurrentOneUnlessItIsToRunBeside() throws IOException {
        Managed old = installed(plugin("1.0.0", "a"), here);

        assertThat(dropped(plugin("1.1.0", "b"), there)).isEqualTo(Intent.of("update", Optional.of(old)));
        assertThat(intents.of(plugin("1.1.0", "b"), there.toString(), true, false)
                        .operation())
                .isEqualTo("install");
        assertThat(commanded(plugin("0.9.0", "c"), there)).isEqualTo(Intent.of("downgrade", Optional.of(old)));
    }

    @Test
    void anOlderFileBesideTheInstalledOneIsSupersededAndOneInItsPlaceIsADowngrade() throws IOException {
        Managed current = installed(plugin("1.0.0", "a"), here);

        assertThat(code(dropped(plugin("0.9.0", "b"), there))).isEqualTo("superseded");
        assertThat(dropped(plugin("0.9.0", "b"), here)).isEqualTo(Intent.of("downgrade", Optional.of(current)));
    }

    @Test
    void theSameJarIsNothingNewAndIsAdoptedWhereItsFileHasMoved() throws IOException {
        Managed same = installed(plugin("1.0.0", "a"), here);

        assertThat(dropped(plugin("1.0.0", "a"), here)).isEqualTo(Intent.of("nothing", Optional.of(same)));
        assertThat(dropped(plugin("1.0.0", "a"), there).operation()).isEqualTo("nothing");
        Files.delete(here);
        Intent moved = dropped(plugin("1.0.0", "a"), there);

        assertThat(moved).isEqualTo(Intent.of("adopt", Optional.of(same)));
        assertThat(moved.settled()).isTrue();
    }

    @Test
    void theSameJarByCommandIsTriedAgainWhereItDoesNotRun() throws IOException {
        Managed same = installed(plugin("1.0.0", "a"), here);
        registry.put(same.with(PluginState.FAILED, List.of(), Optional.empty()));

        assertThat(commanded(plugin("1.0.0", "a"), here).operation()).isEqualTo("install");
        assertThat(dropped(plugin("1.0.0", "a"), here).operation()).isEqualTo("nothing");
    }

    @Test
    void anotherBuildOfTheSameVersionIsADuplicateUnlessItReplacesTheFile() throws IOException {
        Managed first = installed(plugin("1.0.0", "a"), here);

        assertThat(code(dropped(plugin("1.0.0", "b"), there))).isEqualTo("duplicate");
        assertThat(dropped(plugin("1.0.0", "b"), here)).isEqualTo(Intent.of("update", Optional.of(first)));
        assertThat(commanded(plugin("1.0.0", "b"), there)).isEqualTo(Intent.of("update", Optional.of(first)));
    }

    @Test
    void librariesLiveSideBySideAndOnlyAReplacedFileReplacesOne() throws IOException {
        Managed library = installed(library("1.0.0", "a"), here);

        assertThat(dropped(library("2.0.0", "b"), there).operation()).isEqualTo("install");
        assertThat(dropped(library("2.0.0", "b"), here)).isEqualTo(Intent.of("update", Optional.of(library)));
        assertThat(dropped(library("0.5.0", "c"), here)).isEqualTo(Intent.of("downgrade", Optional.of(library)));
    }

    @Test
    void whatAnOperatorRolledBackDoesNotComeBackByItself() throws IOException {
        journaled("update", "1.0.0", "1.1.0", digest("b"));
        journaled("rollback", "1.1.0", "1.0.0", digest("a"));
        installed(plugin("1.0.0", "a"), here);

        assertThat(code(dropped(plugin("1.1.0", "b"), here))).isEqualTo("rolled-back");
        assertThat(commanded(plugin("1.1.0", "b"), here).operation()).isEqualTo("update");
        assertThat(dropped(plugin("1.1.0", "c"), here).operation())
                .as("another build of it")
                .isEqualTo("update");
    }

    private void journaled(String operation, String from, String to, String digest) {
        Deployment begun = store.journal()
                .begin(new Deployment(
                        0,
                        operation,
                        "sample",
                        from,
                        to,
                        digest,
                        here.toString(),
                        "begun",
                        Deployment.Outcome.PENDING,
                        "",
                        Instant.EPOCH,
                        Instant.EPOCH));
        store.journal().finish(begun.id(), Deployment.Outcome.COMMITTED, "");
    }

    private Intent dropped(Descriptor descriptor, Path from) {
        return intents.of(descriptor, from.toString(), false, true);
    }

    private Intent commanded(Descriptor descriptor, Path from) {
        return intents.of(descriptor, from.toString(), false, false);
    }

    private static String code(Intent intent) {
        return intent.problem().map(Problem::code).orElse("none");
    }

    private static String digest(String build) {
        return build.repeat(64);
    }

    private Descriptor plugin(String version, String build) throws IOException {
        return read(TestJars.plugin("sample", version), build);
    }

    private Descriptor library(String version, String build) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", "library");
        headers.put("Bundle-Version", version);
        return read(headers, build);
    }

    private Descriptor read(Map<String, String> headers, String build) throws IOException {
        return DescriptorReader.read(TestJars.write(folder.resolve("any.jar"), headers), digest(build));
    }

    private Managed installed(Descriptor descriptor, Path from) {
        Installation installation = new Installation(
                descriptor.id(),
                descriptor.version().toString(),
                descriptor.kind(),
                descriptor.digest(),
                from.toString(),
                true,
                true,
                Instant.EPOCH,
                Instant.EPOCH);
        Managed managed =
                new Managed(descriptor, installation, PluginState.ACTIVE, Instant.EPOCH, List.of(), Optional.empty());
        registry.put(managed);
        return managed;
    }
}
