package dev.pergola.permissions.internal;

import static dev.pergola.api.PluginBuilder.plugin;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.internal.TestStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The desk on the real store, which a story can have begin anew. */
abstract class DeskStories {
    @TempDir
    Path folder;

    TestStore store;
    RecordedEvents events = new RecordedEvents();
    JumpingClock clock = new JumpingClock();
    FakePlugins plugins = new FakePlugins();
    PermissionCore core;
    PermissionDesk desk;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"));
        start();
    }

    final void start() {
        PermissionSettings settings = new PermissionSettings(
                new PluginFolders(folder.resolve("data/plugin-data"), Path.of("/tmp")),
                folder.resolve("permissions-policy"),
                List.of("metrics.read"),
                new Bounds.Here("in-process", "none"),
                false,
                3,
                List.of(),
                List.of());
        core = new PermissionCore(
                settings,
                new Vocabulary(List::of),
                new PermissionCore.Stores(
                        store.transactions(), store.decisions(), store.trust(), store.audit(), events),
                Optional.empty(),
                s -> new Platform(Set.of(), Set.of(), List.of(), List.of()),
                location -> LocalPermissions.NONE,
                () -> false,
                clock);
        desk = new PermissionDesk(core, plugins);
    }

    @AfterEach
    void close() {
        core.close();
        store.close();
    }

    static PluginMetadata asking(String version, String... requests) {
        var builder = plugin("a", version);
        for (int i = 0; i < requests.length; i += 2) builder.requestPermission(requests[i], requests[i + 1]);
        return builder.build().metadata();
    }

    final Verdict decide(PluginMetadata metadata, Provenance from) {
        return core.decide(new Candidate(
                Path.of("a.jar"),
                "d" + metadata.version(),
                "test",
                Map.of(),
                Optional.of(metadata),
                from,
                Optional.empty()));
    }

    final Verdict decide(PluginMetadata metadata) {
        return decide(metadata, Provenance.UNKNOWN);
    }

    final void admit(PluginMetadata metadata) {
        core.admit(
                Optional.of(metadata),
                "d" + metadata.version(),
                "pergola:plugin/a/" + metadata.version() + "/0123456789ab/1");
    }

    final List<String> effective() {
        return desk.of("a").effective().stream()
                .map(p -> p.permission() + " " + p.target())
                .toList();
    }
}
