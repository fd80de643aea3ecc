package dev.pergola.shell.internal.fake;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.Explanation;
import dev.pergola.lifecycle.HeldInfo;
import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.ConfigurationRevision;
import dev.pergola.store.Deployment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A lifecycle in memory, which notes what it was asked. A jar's name, as in {@code mail-2.0.0.jar}, says what it is. */
public final class FakeManager implements PluginManager {
    public final List<PluginInfo> plugins = new CopyOnWriteArrayList<>();
    public final List<LibraryInfo> libraries = new CopyOnWriteArrayList<>();
    public final List<HeldInfo> held = new CopyOnWriteArrayList<>();
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final FakeConfigurations configurations;
    public volatile List<Verdict> verdicts = List.of(new Verdict.Pass("manifest", "complete"));
    public volatile Outcome outcome = Outcome.DONE;
    public volatile List<Problem> problems = List.of();
    public volatile List<Problem> invalid = List.of();
    public volatile boolean underWay;
    public volatile Map<String, Object> schema = Map.of();
    public volatile CountDownLatch gate = new CountDownLatch(0);

    public FakeManager(FakeConfigurations configurations) {
        this.configurations = configurations;
    }

    public FakeManager with(PluginInfo... more) {
        plugins.addAll(List.of(more));
        plugins.sort(
                Comparator.comparing((PluginInfo plugin) -> plugin.metadata().id())
                        .thenComparing(plugin -> plugin.metadata().version()));
        return this;
    }

    @Override
    public List<PluginInfo> list() {
        return plugins;
    }

    @Override
    public Optional<PluginInfo> find(String pluginId) {
        return versions(pluginId).stream()
                .filter(PluginInfo::current)
                .findFirst()
                .or(() -> versions(pluginId).stream().findFirst());
    }

    @Override
    public List<PluginInfo> versions(String pluginId) {
        return plugins.stream()
                .filter(plugin -> plugin.metadata().id().equals(pluginId))
                .sorted(Comparator.comparing(
                                (PluginInfo plugin) -> plugin.metadata().version())
                        .reversed())
                .toList();
    }

    @Override
    public List<LibraryInfo> libraries() {
        return libraries;
    }

    @Override
    public List<HeldInfo> held() {
        return held;
    }

    private DeploymentReport report(String operation, String id, String from, String to, String actor) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            asked.add("interrupted");
            throw new IllegalStateException(interrupted);
        }
        asked.add(operation + " " + id + " by " + actor);
        return new DeploymentReport(1, operation, id, from, to, outcome, verdicts, problems, Duration.ofMillis(42));
    }

    private static String[] named(String jar) {
        String name = jar.substring(jar.lastIndexOf('/') + 1).replaceFirst("\\.jar$", "");
        int dash = name.lastIndexOf('-');
        return new String[] {name.substring(0, dash), name.substring(dash + 1)};
    }

    private DeploymentReport install(String jar, InstallOptions options, String actor) {
        String[] named = named(jar);
        String from = find(named[0])
                .map(plugin -> plugin.metadata().version().toString())
                .orElse("");
        DeploymentReport report = report(from.isEmpty() ? "install" : "update", named[0], from, named[1], actor);
        asked.add(options.toString());
        if (report.succeeded()) with(Samples.plugin(named[0], named[1], PluginState.ACTIVE));
        return report;
    }

    @Override
    public DeploymentReport install(Path jar, InstallOptions options, String actor) {
        return install(jar.toString(), options, actor);
    }

    @Override
    public DeploymentReport install(URI jar, InstallOptions options, String actor) {
        return install(jar.getPath(), options, actor);
    }

    @Override
    public DeploymentReport enable(String pluginId, String actor) {
        return report("enable", pluginId, "", version(pluginId), actor);
    }

    @Override
    public DeploymentReport disable(String pluginId, String actor) {
        return report("disable", pluginId, version(pluginId), version(pluginId), actor);
    }

    @Override
    public DeploymentReport reload(String pluginId, String actor) {
        return report("reload", pluginId, version(pluginId), version(pluginId), actor);
    }

    @Override
    public DeploymentReport rollback(String pluginId, Optional<String> version, boolean keepState, String actor) {
        asked.add("to " + version.orElse("previous") + " keep " + keepState);
        return report("rollback", pluginId, version(pluginId), version.orElse("0.9.0"), actor);
    }

    @Override
    public DeploymentReport uninstall(String pluginId, Optional<String> version, Set<Keep> keep, String actor) {
        asked.add("version " + version.orElse("all") + " keep " + keep);
        return report("uninstall", pluginId, version(pluginId), "", actor);
    }

    @Override
    public DeploymentReport quarantine(String pluginId, Problem problem, String actor) {
        return report("quarantine", pluginId, version(pluginId), version(pluginId), actor);
    }

    @Override
    public DeploymentReport reconsider(String pluginId, String actor) {
        return report("reconsider", pluginId, "", version(pluginId), actor);
    }

    private String version(String pluginId) {
        return find(pluginId)
                .orElseThrow(() -> new PluginNotFoundException("No plugin " + pluginId))
                .metadata()
                .version()
                .toString();
    }

    @Override
    public Plan planInstall(Path jar) {
        String[] named = named(jar.toString());
        return plan("install", named[0], "", named[1]);
    }

    @Override
    public Plan plan(String operation, String pluginId) {
        return plan(operation, pluginId, version(pluginId), version(pluginId));
    }

    private Plan plan(String operation, String id, String from, String to) {
        return new Plan(
                operation,
                id,
                from,
                to,
                verdicts,
                List.of("drain " + id, "stop " + id),
                List.of(new Plan.Effect("reports", "stop", "depends on " + id)),
                3);
    }

    @Override
    public Explanation explain(String subject) {
        Optional<PluginInfo> plugin = find(subject);
        if (plugin.isEmpty() && !subject.endsWith(".jar")) throw new PluginNotFoundException("No plugin " + subject);
        return new Explanation(
                subject,
                "It is as it is.",
                plugin,
                plugin.map(PluginInfo::problems)
                        .orElse(List.of(new Problem("no-zip", "It is no zip", "Copy it again"))),
                List.of(new Deployment(
                        4,
                        "install",
                        subject,
                        "",
                        "1.0.0",
                        "ab",
                        "/plugins/x.jar",
                        "start",
                        Deployment.Outcome.ROLLED_BACK,
                        "activation threw",
                        Samples.TIME,
                        Samples.TIME)));
    }

    @Override
    public ConfigurationView configuration(String pluginId) {
        Map<String, Object> effective = new LinkedHashMap<>(Map.of("retries", 3));
        List<ConfigurationRevision> history = new ArrayList<>(configurations.history(pluginId, 100));
        if (!history.isEmpty()) effective.putAll(history.get(0).values());
        return new ConfigurationView(pluginId, effective, schema, history);
    }

    @Override
    public ConfigurationView configure(String pluginId, Map<String, Object> values, String actor) {
        if (!invalid.isEmpty()) throw new InvalidConfigurationException(pluginId, invalid);
        configurations.save(pluginId, values, actor);
        ConfigurationView view = configuration(pluginId);
        boolean running = find(pluginId)
                .filter(plugin -> plugin.state() != PluginState.FAILED)
                .isPresent();
        return new ConfigurationView(
                pluginId,
                view.effective(),
                view.schema(),
                view.history(),
                running ? Optional.empty() : Optional.of(report("start", pluginId, "", version(pluginId), actor)),
                running && underWay);
    }
}
