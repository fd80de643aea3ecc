package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginManager.Keep;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.Deployment;
import dev.pergola.store.HeldJar;
import dev.pergola.store.Installation;
import dev.pergola.store.Quarantine;
import java.io.IOException;
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

/** What operators do to installed plugins: enable, disable, reload, roll back, uninstall. */
final class Manager {
    private final KeptJars jars;
    private final Registry registry;
    private final Families families;
    private final Deployments deployments;
    private final Withdrawals withdrawals;
    private final PluginConfigurations configurations;
    private final Leftovers leftovers;
    private final Stores stores;
    private final Admission admission;

    Manager(
            KeptJars jars,
            Registry registry,
            Families families,
            Deployments deployments,
            Withdrawals withdrawals,
            PluginConfigurations configurations,
            Leftovers leftovers,
            Stores stores,
            Admission admission) {
        this.jars = jars;
        this.registry = registry;
        this.families = families;
        this.deployments = deployments;
        this.withdrawals = withdrawals;
        this.configurations = configurations;
        this.leftovers = leftovers;
        this.stores = stores;
        this.admission = admission;
    }

    Managed require(String pluginId) {
        return registry.current(pluginId)
                .filter(Managed::isPlugin)
                .orElseThrow(() -> new PluginNotFoundException(
                        "There is no plugin '" + pluginId + "'; plugin:list shows those that are installed"));
    }

    DeploymentReport enable(String pluginId, String actor) {
        return with(
                pluginId,
                managed -> managed.state() == PluginState.ACTIVE
                        ? unchanged("enable", managed)
                        : start("enable", managed, true, actor));
    }

    /** Whether an entry should run and does not, or is just about to, as it may have been told before. */
    static boolean lacksRunning(Managed managed) {
        return mayStart(managed) || managed.state() == PluginState.INITIALIZING;
    }

    private static boolean mayStart(Managed managed) {
        return managed.installation().enabled()
                && managed.live().isEmpty()
                && (managed.state() == PluginState.FAILED || managed.state() == PluginState.LOADED);
    }

    /** Starts an entry that should run, where it still is as it was and does not. */
    DeploymentReport start(String operation, Managed entry, String actor) {
        return families.exclusively(entry.id(), entry.descriptor().dependencies(), () -> {
            Optional<Managed> now = registry.find(entry.id(), entry.descriptor().version())
                    .filter(m ->
                            m.descriptor().digest().equals(entry.descriptor().digest()))
                    .filter(Manager::mayStart);
            return now.isEmpty()
                    ? unchanged(operation, entry)
                    : start(operation, now.get(), entry.installation().current(), actor);
        });
    }

    private DeploymentReport start(String operation, Managed managed, boolean current, String actor) {
        Change change = new Change(
                operation,
                managed.descriptor(),
                managed.installation().source(),
                Optional.empty(),
                current,
                false,
                List.of(),
                actor);
        return deployments.make(change, begin(change));
    }

    DeploymentReport disable(String pluginId, String actor) {
        return with(pluginId, managed -> {
            if (!managed.installation().enabled() && managed.live().isEmpty()) return unchanged("disable", managed);
            return takeOut("disable", managed, PluginState.LOADED, actor, () -> {
                Installation disabled = enabled(managed.installation(), false);
                stores.installations().save(disabled);
                stores.quarantines().remove(managed.id(), managed.version());
                registry.find(managed.id(), managed.descriptor().version())
                        .ifPresent(m -> registry.put(m.with(disabled)));
            });
        });
    }

    DeploymentReport quarantine(String pluginId, Problem problem, String actor) {
        return with(pluginId, managed -> {
            DeploymentReport report = takeOut(
                    "quarantine",
                    managed,
                    PluginState.QUARANTINED,
                    actor,
                    () -> stores.quarantines()
                            .save(new Quarantine(
                                    managed.id(),
                                    managed.version(),
                                    problem.code(),
                                    problem.message(),
                                    problem.remedy(),
                                    actor,
                                    Instant.now())));
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

    /** Uninstalls by command: the files go too, so that nothing brings it back. */
    DeploymentReport uninstall(String pluginId, Optional<String> version, Set<Keep> keep, String actor) {
        return with(pluginId, first -> {
            List<Managed> going = registry.versions(pluginId).stream()
                    .filter(m -> version.isEmpty() || version.get().equals(m.version()))
                    .toList();
            if (going.isEmpty()) {
                throw new PluginNotFoundException(
                        "The version " + version.orElse("") + " of " + pluginId + " is not installed");
            }
            boolean last = going.size() == registry.versions(pluginId).size();
            boolean all = last && !keep.contains(Keep.STATE);
            boolean grants = last && !keep.contains(Keep.PERMISSIONS);
            List<String> heldFiles = stores.holds().of(pluginId).stream()
                    .filter(held -> version.isEmpty())
                    .map(HeldJar::source)
                    .toList();
            List<Deployment> begun =
                    going.stream().map(m -> begin("uninstall", m)).toList();
            DeploymentReport report = takeOut(begun.get(0), going.get(0), going, PluginState.UNLOADED, actor, () -> {
                for (Managed managed : going) {
                    stores.installations().remove(pluginId, managed.version());
                    stores.quarantines().remove(pluginId, managed.version());
                }
                boolean wholly = version.isEmpty();
                stores.holds()
                        .forget(held -> held.pluginId().equals(pluginId)
                                && (wholly
                                        || going.stream()
                                                .anyMatch(m -> m.version().equals(held.version()))));
                if (all) {
                    stores.states().drop(pluginId);
                    configurations.forget(pluginId);
                }
                if (grants) admission.forget(pluginId, actor);
                begun.forEach(deployment -> leftovers.note(deployment, all));
            });
            if (all) configurations.push(pluginId);
            begun.forEach(deployment -> leftovers.remove(deployment, all));
            heldFiles.forEach(leftovers::setAside);
            return report;
        });
    }

    /** Uninstalls one whose file is gone; what it keeps stays, as the file may come back. */
    DeploymentReport fileGone(Managed managed, String actor) {
        return families.exclusively(managed.id(), managed.descriptor().dependencies(), () -> remove(managed, actor));
    }

    private DeploymentReport remove(Managed managed, String actor) {
        return takeOut("uninstall", managed, PluginState.UNLOADED, actor, () -> {
            stores.installations().remove(managed.id(), managed.version());
            stores.quarantines().remove(managed.id(), managed.version());
            stores.holds()
                    .forget(held -> held.pluginId().equals(managed.id())
                            && held.version().equals(managed.version()));
        });
    }

    private DeploymentReport takeOut(
            String operation, Managed managed, PluginState after, String actor, Runnable record) {
        Deployment begun = begin(operation, managed);
        return takeOut(begun, managed, List.of(managed), after, actor, () -> {
            record.run();
            stores.journal().finish(begun.id(), Deployment.Outcome.COMMITTED, "");
        });
    }

    private DeploymentReport takeOut(
            Deployment begun, Managed subject, List<Managed> going, PluginState after, String actor, Runnable record) {
        long started = System.nanoTime();
        stores.transactions().inTransaction(() -> {
            stores.audit()
                    .append(new AuditEntry(
                            0,
                            Instant.now(),
                            actor,
                            "plugin." + begun.operation(),
                            subject.id(),
                            "ok",
                            Map.of("version", subject.version())));
            record.run();
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
        withdrawals.stop(dependents, why, PluginState.LOADED, actor);
        withdrawals.stop(current(going), Map.of(), after, actor);
        if (after == PluginState.UNLOADED) {
            going.forEach(m -> registry.remove(m.id(), m.descriptor().version()));
        }
        return new DeploymentReport(
                begun.id(),
                begun.operation(),
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
        return families.exclusively(
                pluginId, require(pluginId).descriptor().dependencies(), () -> operation.apply(require(pluginId)));
    }

    private Deployment begin(String operation, Managed managed) {
        return stores.journal()
                .begin(new Deployment(
                        0,
                        operation,
                        managed.id(),
                        managed.version(),
                        "",
                        managed.installation().digest(),
                        managed.installation().source(),
                        "stopping",
                        Deployment.Outcome.PENDING,
                        "",
                        Instant.EPOCH,
                        Instant.EPOCH));
    }

    private long begin(Change change) {
        return stores.journal().begin(change.entry()).id();
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
        withdrawals.shutDown(List.copyOf(order));
    }
}
