package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.Deployment;
import dev.pergola.store.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators do to installed plugins: enable, disable, reload, roll back, uninstall. */
final class Manager {
    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);

    private final KeptJars jars;
    private final Registry registry;
    private final Deployments deployments;
    private final PluginConfigurations configurations;
    private final Contexts contexts;
    private final Stores stores;

    Manager(
            KeptJars jars,
            Registry registry,
            Deployments deployments,
            PluginConfigurations configurations,
            Contexts contexts,
            Stores stores) {
        this.jars = jars;
        this.registry = registry;
        this.deployments = deployments;
        this.configurations = configurations;
        this.contexts = contexts;
        this.stores = stores;
    }

    Managed require(String pluginId) {
        return registry.current(pluginId)
                .filter(Managed::isPlugin)
                .orElseThrow(() -> new PluginNotFoundException(
                        "There is no plugin '" + pluginId + "'; plugin:list shows those that are installed"));
    }

    DeploymentReport enable(String pluginId, String actor) {
        return with(pluginId, managed -> {
            if (managed.state() == PluginState.ACTIVE) return unchanged("enable", managed);
            Change change = new Change(
                    "enable",
                    managed.descriptor(),
                    managed.installation().source(),
                    Optional.empty(),
                    true,
                    false,
                    List.of(),
                    actor);
            return deployments.make(change, begin(change));
        });
    }

    DeploymentReport disable(String pluginId, String actor) {
        return with(pluginId, managed -> {
            if (!managed.installation().enabled() && managed.live().isEmpty()) return unchanged("disable", managed);
            return takeOut("disable", managed, List.of(managed), PluginState.LOADED, actor, () -> {
                Installation disabled = enabled(managed.installation(), false);
                stores.installations().save(disabled);
                registry.find(managed.id(), managed.descriptor().version())
                        .ifPresent(m -> registry.put(m.with(disabled)));
            });
        });
    }

    DeploymentReport quarantine(String pluginId, Problem problem, String actor) {
        return with(pluginId, managed -> {
            DeploymentReport report =
                    takeOut("quarantine", managed, List.of(managed), PluginState.QUARANTINED, actor, () -> {});
            registry.find(managed.id(), managed.descriptor().version())
                    .ifPresent(m -> registry.put(m.with(m.state(), List.of(problem), m.live())));
            return report;
        });
    }

    DeploymentReport reload(String pluginId, String actor) {
        return with(pluginId, managed -> {
            boolean running = managed.live().isPresent();
            Change change = new Change(
                    "reload",
                    managed.descriptor(),
                    managed.installation().source(),
                    running ? Optional.of(managed) : Optional.empty(),
                    managed.installation().current(),
                    false,
                    List.of(),
                    actor);
            return deployments.make(change, begin(change));
        });
    }

    DeploymentReport rollback(String pluginId, Optional<String> version, boolean keepState, String actor) {
        return with(pluginId, managed -> {
            long started = System.nanoTime();
            Optional<Deployment> earlier = jars.earlier(managed, version);
            if (earlier.isEmpty()) {
                return refused(
                        "rollback",
                        managed,
                        started,
                        new Problem(
                                "no-earlier-version",
                                "There is no earlier version of " + pluginId + " to go back to"
                                        + version.map(v -> " with version " + v).orElse(""),
                                "Its jar is not kept any more; install it anew from its file"));
            }
            Descriptor target;
            try {
                target = jars.read(earlier.get());
            } catch (IOException | RefusedException e) {
                return refused(
                        "rollback",
                        managed,
                        started,
                        new Problem(
                                "artifact-damaged",
                                "The kept jar of " + pluginId + " "
                                        + earlier.get().toVersion() + " cannot be read: " + e.getMessage(),
                                "Install the version anew from its file"));
            }
            Change change = new Change(
                    "rollback",
                    target,
                    earlier.get().source(),
                    Optional.of(managed),
                    true,
                    !keepState,
                    List.of(),
                    actor);
            return deployments.make(change, begin(change));
        });
    }

    DeploymentReport uninstall(String pluginId, Optional<String> version, boolean keepState, String actor) {
        return with(pluginId, first -> {
            List<Managed> going = registry.versions(pluginId).stream()
                    .filter(m -> version.isEmpty() || version.get().equals(m.version()))
                    .toList();
            if (going.isEmpty()) {
                throw new PluginNotFoundException(
                        "The version " + version.orElse("") + " of " + pluginId + " is not installed");
            }
            boolean all = going.size() == registry.versions(pluginId).size();
            return takeOut("uninstall", going.get(0), going, PluginState.UNLOADED, actor, () -> {
                for (Managed managed : going) stores.installations().remove(pluginId, managed.version());
                if (all && !keepState) {
                    stores.states().drop(pluginId);
                    configurations.forget(pluginId);
                }
                if (all && !keepState) deleteTree(contexts.dataDirectory(pluginId));
            });
        });
    }

    /** Removes a shared library; plugins that import from it wait until it is back. */
    DeploymentReport removeLibrary(Managed library, String actor) {
        return deployments.exclusively(
                library.id(),
                List.of(),
                () -> takeOut(
                        "uninstall",
                        library,
                        List.of(library),
                        PluginState.UNLOADED,
                        actor,
                        () -> stores.installations().remove(library.id(), library.version())));
    }

    /** Keeps the file of an uninstalled plugin from being installed again at the next start, without destroying it. */
    static void setAside(String source, List<Path> directories) {
        Path file = Sources.path(source).filter(Files::exists).orElse(null);
        if (file == null || !directories.contains(file.getParent())) return;
        try {
            Files.move(file, aside(file), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn(
                    "{} is uninstalled, but its file could not be set aside and will be found at the next start: {}",
                    file,
                    e.getMessage());
        }
    }

    /** Where the file of an uninstalled plugin is put. */
    static Path aside(Path file) {
        return file.resolveSibling(file.getFileName() + ".uninstalled");
    }

    private DeploymentReport takeOut(
            String operation, Managed subject, List<Managed> going, PluginState after, String actor, Runnable record) {
        long started = System.nanoTime();
        Deployment begun = stores.journal()
                .begin(new Deployment(
                        0,
                        operation,
                        subject.id(),
                        subject.version(),
                        "",
                        subject.installation().digest(),
                        subject.installation().source(),
                        "stopping",
                        Deployment.Outcome.PENDING,
                        "",
                        Instant.EPOCH,
                        Instant.EPOCH));
        stores.transactions().inTransaction(() -> {
            record.run();
            stores.audit()
                    .append(new AuditEntry(
                            0,
                            Instant.now(),
                            actor,
                            "plugin." + operation,
                            subject.id(),
                            "ok",
                            Map.of("version", subject.version())));
            stores.journal().finish(begun.id(), Deployment.Outcome.COMMITTED, "");
        });
        Set<Managed> family = new HashSet<>();
        List<Managed> dependents = new ArrayList<>();
        for (Managed managed : going) {
            for (Managed dependent : registry.dependents(managed)) {
                if (family.add(dependent)) dependents.add(dependent);
            }
        }
        Collections.reverse(dependents);
        Map<Managed, List<Problem>> why = new HashMap<>();
        dependents.forEach(d -> why.put(
                d,
                List.of(new Problem(
                        "dependency-missing",
                        d + " needs " + subject.id() + ", which is not running any more",
                        "Enable or install " + subject.id()))));
        deployments.stop(dependents, why, PluginState.LOADED, actor);
        deployments.stop(current(going), Map.of(), after, actor);
        if (after == PluginState.UNLOADED) {
            going.forEach(m -> registry.remove(m.id(), m.descriptor().version()));
        }
        return new DeploymentReport(
                begun.id(),
                operation,
                subject.id(),
                subject.version(),
                "",
                Outcome.DONE,
                List.of(),
                List.of(),
                Duration.ofNanos(System.nanoTime() - started));
    }

    /** The entries as they are by now; those that have been removed from the registry, as they were. */
    private List<Managed> current(List<Managed> entries) {
        return entries.stream()
                .map(m -> registry.find(m.id(), m.descriptor().version()).orElse(m))
                .toList();
    }

    private DeploymentReport with(String pluginId, java.util.function.Function<Managed, DeploymentReport> operation) {
        List<PluginDependency> dependencies = require(pluginId)
                .descriptor()
                .metadata()
                .map(PluginMetadata::dependencies)
                .orElse(List.of());
        return deployments.exclusively(pluginId, dependencies, () -> operation.apply(require(pluginId)));
    }

    private long begin(Change change) {
        return stores.journal().begin(Installer.entry(change)).id();
    }

    private static Installation enabled(Installation i, boolean enabled) {
        return new Installation(
                i.pluginId(),
                i.version(),
                i.kind(),
                i.digest(),
                i.source(),
                i.current(),
                enabled,
                i.installedAt(),
                i.lastUsedAt());
    }

    private static DeploymentReport unchanged(String operation, Managed managed) {
        return new DeploymentReport(
                0,
                operation,
                managed.id(),
                managed.version(),
                managed.version(),
                Outcome.UNCHANGED,
                List.of(),
                managed.problems(),
                Duration.ZERO);
    }

    private static DeploymentReport refused(String operation, Managed managed, long started, Problem problem) {
        return new DeploymentReport(
                0,
                operation,
                managed.id(),
                managed.version(),
                "",
                Outcome.REFUSED,
                List.of(),
                List.of(problem),
                Duration.ofNanos(System.nanoTime() - started));
    }

    /** Takes everything out of service at the end, dependents before those they depend on. Nothing is written. */
    void stopAll() {
        Set<Managed> order = new java.util.LinkedHashSet<>();
        for (Managed managed : registry.all()) {
            if (managed.live().isEmpty()) continue;
            List<Managed> dependents = new ArrayList<>(registry.dependents(managed));
            Collections.reverse(dependents);
            order.addAll(dependents);
            order.add(managed);
        }
        deployments.shutDown(List.copyOf(order));
    }

    private static void deleteTree(Path root) {
        if (!Files.exists(root)) return;
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Collections.reverseOrder()).toList()) Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("The data directory {} could not be removed whole: {}", root, e.getMessage());
        }
    }
}
