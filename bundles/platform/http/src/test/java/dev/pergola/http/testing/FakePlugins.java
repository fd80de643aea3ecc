package dev.pergola.http.testing;

import dev.pergola.api.PluginMetadata;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A lifecycle that installs nothing, but keeps to its contract. A jar here is a file that holds one line: id, version and
 * a word, which is {@code refuse}, {@code break} or {@code wait}, or anything else for a plugin that works.
 */
public final class FakePlugins implements PluginManager {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");

    private final Map<String, PluginInfo> installed = new LinkedHashMap<>();
    private final Map<String, List<ConfigurationRevision>> configurations = new LinkedHashMap<>();
    /** What was asked for, as "actor operation subject". */
    public final List<String> operations = new CopyOnWriteArrayList<>();
    /** The jars that were there while they were being installed. */
    public final List<Path> jars = new CopyOnWriteArrayList<>();
    /** Jars that wait for a decision. */
    public final List<HeldInfo> held = new CopyOnWriteArrayList<>();
    /** Options of the last installation. */
    public volatile InstallOptions lastOptions = InstallOptions.DEFAULT;

    /** Forgets everything. */
    public synchronized void clear() {
        installed.clear();
        configurations.clear();
        operations.clear();
        jars.clear();
        held.clear();
    }

    /** Installs without further ado. */
    public synchronized PluginInfo add(String id, String version, PluginState state, String category) {
        versions(id).forEach(other -> put(with(other, other.state(), false)));
        PluginMetadata metadata = new PluginMetadata(
                id,
                "The " + id,
                new Version(version),
                "Ada",
                "Does " + id,
                "Apache-2.0",
                category,
                java.util.Set.of("sample", id + "-tag"),
                new VersionRange("[1.0,2.0)"),
                List.of(new PluginMetadata.PluginDependency("base", new VersionRange("[1.0,2.0)"))),
                List.of(),
                List.of(new PluginMetadata.PermissionRequest("filesystem.read", "${data}/**", "to read")),
                java.util.Set.of(id + ".node"));
        return put(new PluginInfo(
                metadata,
                state,
                true,
                state != PluginState.LOADED,
                "ab".repeat(32),
                Path.of("/data/" + id + ".jar"),
                "/plugins/" + id + "-" + version + ".jar",
                7,
                TIME,
                TIME,
                TIME,
                state == PluginState.FAILED ? List.of(new Problem("broken", "It broke", "Mend it")) : List.of(),
                List.of(),
                List.of(),
                false));
    }

    private PluginInfo put(PluginInfo plugin) {
        installed.put(plugin.metadata().id() + " " + plugin.metadata().version(), plugin);
        return plugin;
    }

    private static PluginInfo with(PluginInfo p, PluginState state, boolean current) {
        return new PluginInfo(
                p.metadata(),
                state,
                current,
                p.enabled(),
                p.digest(),
                p.jar(),
                p.source(),
                p.bundleId(),
                p.installedAt(),
                p.stateSince(),
                p.lastUsedAt(),
                p.problems(),
                p.dependents(),
                p.libraries(),
                p.permissionsEnforced());
    }

    @Override
    public synchronized List<PluginInfo> list() {
        return installed.values().stream()
                .sorted(Comparator.comparing(
                                (PluginInfo plugin) -> plugin.metadata().id())
                        .thenComparing(plugin -> plugin.metadata().version()))
                .toList();
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
        List<PluginInfo> versions = new ArrayList<>(list().stream()
                .filter(plugin -> plugin.metadata().id().equals(pluginId))
                .toList());
        java.util.Collections.reverse(versions);
        return versions;
    }

    @Override
    public List<LibraryInfo> libraries() {
        return List.of(
                new LibraryInfo("a.library", "1.0.0", "cd".repeat(32), "/plugins/a.jar", 9, List.of("wordcount")));
    }

    @Override
    public DeploymentReport install(Path jar, InstallOptions options, String actor) {
        lastOptions = options;
        jars.add(jar);
        try {
            return install(Files.readString(jar), options, actor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public DeploymentReport install(URI jar, InstallOptions options, String actor) {
        lastOptions = options;
        return install(jar.getPath().substring(1).replace('/', ' '), options, actor);
    }

    private synchronized DeploymentReport install(String text, InstallOptions options, String actor) {
        String[] words = text.trim().split(" ");
        if (words[0].equals("library")) return report("install", "a.library", "", "1.0.0", Outcome.DONE);
        operations.add(actor + " install " + words[0] + " " + words[1]);
        String before = find(words[0])
                .map(plugin -> plugin.metadata().version().toString())
                .orElse("");
        String how = words.length > 2 ? words[2] : "";
        if (how.equals("refuse")) {
            return new DeploymentReport(
                    0,
                    "install",
                    words[0],
                    before,
                    words[1],
                    Outcome.REFUSED,
                    List.of(
                            new Verdict.Pass("manifest", "complete"),
                            new Verdict.Block("engine", new Problem("engine", "needs engine 9", "Update Pergola"))),
                    List.of(),
                    Duration.ofMillis(3));
        }
        if (how.equals("break")) {
            return new DeploymentReport(
                    5,
                    "install",
                    words[0],
                    before,
                    words[1],
                    Outcome.ROLLED_BACK,
                    List.of(),
                    List.of(new Problem("start", "It did not start", "Mend it.")),
                    Duration.ofMillis(3));
        }
        if (before.equals(words[1])) return report("install", words[0], before, words[1], Outcome.UNCHANGED);
        add(words[0], words[1], options.enable() ? PluginState.ACTIVE : PluginState.LOADED, "text");
        return report("install", words[0], before, words[1], how.equals("wait") ? Outcome.WAITING : Outcome.DONE);
    }

    private static DeploymentReport report(String operation, String id, String from, String to, Outcome outcome) {
        return new DeploymentReport(
                11,
                operation,
                id,
                from,
                to,
                outcome,
                List.of(new Verdict.Pass("manifest", "complete")),
                List.of(),
                Duration.ofMillis(12));
    }

    private synchronized DeploymentReport change(String operation, String id, PluginState state, String actor) {
        PluginInfo plugin = find(id).orElseThrow(() -> new PluginNotFoundException("No plugin " + id));
        operations.add(actor + " " + operation + " " + id);
        boolean already = plugin.state() == state && !operation.equals("reload");
        put(with(plugin, state, plugin.current()));
        String version = plugin.metadata().version().toString();
        return report(operation, id, version, version, already ? Outcome.UNCHANGED : Outcome.DONE);
    }

    @Override
    public DeploymentReport enable(String pluginId, String actor) {
        return change("enable", pluginId, PluginState.ACTIVE, actor);
    }

    @Override
    public DeploymentReport disable(String pluginId, String actor) {
        return change("disable", pluginId, PluginState.LOADED, actor);
    }

    @Override
    public DeploymentReport reload(String pluginId, String actor) {
        return change("reload", pluginId, PluginState.ACTIVE, actor);
    }

    @Override
    public DeploymentReport quarantine(String pluginId, Problem problem, String actor) {
        return change("quarantine", pluginId, PluginState.QUARANTINED, actor);
    }

    @Override
    public List<HeldInfo> held() {
        return List.copyOf(held);
    }

    @Override
    public DeploymentReport reconsider(String pluginId, String actor) {
        return change("reconsider", pluginId, PluginState.ACTIVE, actor);
    }

    @Override
    public DeploymentReport rollback(String pluginId, Optional<String> version, boolean keepState, String actor) {
        if (version.filter("0.0.1"::equals).isPresent()) {
            return new DeploymentReport(
                    0,
                    "rollback",
                    pluginId,
                    "",
                    "0.0.1",
                    Outcome.REFUSED,
                    List.of(),
                    List.of(new Problem("no-version", "Version 0.0.1 is not kept", "Choose another")),
                    Duration.ZERO);
        }
        return change(
                "rollback" + version.map(" "::concat).orElse("") + (keepState ? " keep" : ""),
                pluginId,
                PluginState.ACTIVE,
                actor);
    }

    @Override
    public synchronized DeploymentReport uninstall(
            String pluginId, Optional<String> version, Set<Keep> keep, String actor) {
        operations.add(actor + " uninstall " + pluginId
                + version.map(" "::concat).orElse("") + (keep.contains(Keep.STATE) ? " keep" : "")
                + (keep.contains(Keep.PERMISSIONS) ? " keep-permissions" : ""));
        versions(pluginId).stream()
                .map(plugin -> plugin.metadata().version().toString())
                .filter(each -> version.isEmpty() || version.get().equals(each))
                .forEach(each -> installed.remove(pluginId + " " + each));
        return report("uninstall", pluginId, version.orElse(""), "", Outcome.DONE);
    }

    @Override
    public Plan planInstall(Path jar) {
        try {
            String[] words = Files.readString(jar).trim().split(" ");
            return plan("install", words[0], words[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Plan plan(String operation, String pluginId) {
        if (find(pluginId).isEmpty()) throw new PluginNotFoundException("No plugin " + pluginId);
        return plan(operation, pluginId, "1.0.0");
    }

    private static Plan plan(String operation, String pluginId, String to) {
        return new Plan(
                operation,
                pluginId,
                "",
                to,
                List.of(
                        new Verdict.Warn("signature", "not signed", "Sign it"),
                        new Verdict.Hold("permissions", "asks for more", "Approve it"),
                        new Verdict.Failed("scan", "the scanner broke")),
                List.of("start " + pluginId),
                List.of(new Plan.Effect("other", "restart", "depends on it")),
                3);
    }

    @Override
    public Explanation explain(String pluginIdOrFile) {
        return new Explanation(pluginIdOrFile, "It is well.", find(pluginIdOrFile), List.of(), List.of());
    }

    @Override
    public ConfigurationView configuration(String pluginId) {
        if (find(pluginId).isEmpty()) throw new PluginNotFoundException("No plugin " + pluginId);
        List<ConfigurationRevision> history = List.copyOf(configurations.getOrDefault(pluginId, List.of()));
        Map<String, Object> effective = new LinkedHashMap<>(Map.of("greeting", "hello"));
        if (!history.isEmpty()) effective.putAll(history.get(0).values());
        return new ConfigurationView(pluginId, effective, schema(), history);
    }

    private static Map<String, Object> schema() {
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "greeting", Map.of("type", "string"),
                        "password", Map.of("type", "string", "writeOnly", true)));
    }

    @Override
    public synchronized ConfigurationView configure(String pluginId, Map<String, Object> values, String actor) {
        configuration(pluginId);
        if (values.containsKey("wrong")) {
            throw new InvalidConfigurationException(
                    pluginId, List.of(new Problem("unknown-key", "There is no key 'wrong'", "Remove it")));
        }
        operations.add(actor + " configure " + pluginId);
        List<ConfigurationRevision> revisions = configurations.computeIfAbsent(pluginId, id -> new ArrayList<>());
        revisions.add(0, new ConfigurationRevision(pluginId, revisions.size() + 1L, values, actor, TIME));
        ConfigurationView now = configuration(pluginId);
        return new ConfigurationView(
                pluginId, now.effective(), now.schema(), now.history(), Optional.empty(), values.containsKey("slow"));
    }

    /** What is set, unmasked. */
    public synchronized Map<String, Object> configured(String pluginId) {
        return configurations.get(pluginId).get(0).values();
    }
}
