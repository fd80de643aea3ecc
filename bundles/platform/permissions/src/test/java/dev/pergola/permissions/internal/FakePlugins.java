package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.Explanation;
import dev.pergola.lifecycle.HeldInfo;
import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plugins that are there because a test says so; remembers what was asked of them. */
final class FakePlugins implements PluginManager {
    final List<PluginInfo> installed = new ArrayList<>();
    final List<String> asked = new ArrayList<>();

    void add(PluginMetadata metadata) {
        add(metadata, "digest");
    }

    void add(PluginMetadata metadata, String digest) {
        installed.add(info(metadata, PluginState.ACTIVE, digest));
    }

    private static PluginInfo info(PluginMetadata metadata, PluginState state, String digest) {
        return new PluginInfo(
                metadata,
                state,
                true,
                true,
                digest,
                Path.of("x.jar"),
                "test",
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(),
                false);
    }

    private DeploymentReport done(String operation, String pluginId) {
        asked.add(operation + " " + pluginId);
        return new DeploymentReport(
                1, operation, pluginId, "", "", DeploymentReport.Outcome.DONE, List.of(), List.of(), Duration.ZERO);
    }

    @Override
    public List<PluginInfo> list() {
        return List.copyOf(installed);
    }

    @Override
    public Optional<PluginInfo> find(String pluginId) {
        return installed.stream()
                .filter(p -> p.metadata().id().equals(pluginId))
                .findFirst();
    }

    @Override
    public List<PluginInfo> versions(String pluginId) {
        return find(pluginId).stream().toList();
    }

    @Override
    public DeploymentReport quarantine(String pluginId, Problem problem, String actor) {
        installed.replaceAll(
                p -> p.metadata().id().equals(pluginId) ? info(p.metadata(), PluginState.QUARANTINED, p.digest()) : p);
        return done("quarantine", pluginId);
    }

    @Override
    public DeploymentReport reconsider(String pluginId, String actor) {
        return done("reconsider", pluginId);
    }

    @Override
    public List<HeldInfo> held() {
        return List.of();
    }

    @Override
    public List<LibraryInfo> libraries() {
        return List.of();
    }

    @Override
    public DeploymentReport install(Path jar, InstallOptions options, String actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeploymentReport install(URI jar, InstallOptions options, String actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeploymentReport enable(String pluginId, String actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeploymentReport disable(String pluginId, String actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeploymentReport reload(String pluginId, String actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeploymentReport rollback(String pluginId, Optional<String> version, boolean keepState, String actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeploymentReport uninstall(String pluginId, Optional<String> version, Set<Keep> keep, String actor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Plan planInstall(Path jar) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Plan plan(String operation, String pluginId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Explanation explain(String pluginIdOrFile) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ConfigurationView configuration(String pluginId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ConfigurationView configure(String pluginId, Map<String, Object> values, String actor) {
        throw new UnsupportedOperationException();
    }
}
