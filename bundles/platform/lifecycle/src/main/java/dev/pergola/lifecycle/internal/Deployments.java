package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.Managed.Live;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.Installation;
import dev.pergola.store.Installations;
import dev.pergola.store.PluginStates;
import dev.pergola.store.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes what runs, as a transaction. The new instances come up beside the old ones; one database transaction then says
 * that it is they who run; only after that do callers move over and the old ones go. Until that transaction the old
 * version is whole, after it the new one is, and a crash at any point leaves one of the two: the bundles of the framework
 * are never what is remembered.
 */
final class Deployments {
    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);
    /** How many snapshots of a plugin's state are kept. */
    private static final int SNAPSHOTS = 5;

    /** Stands for a start of what is installed already: nothing changes hands, so there is nothing to undo. */
    static final long NOT_JOURNALED = 0;

    private final Set<Bundle> platform;
    private final Registry registry;
    private final Reservations reservations = new Reservations();
    private final Starter starter;
    private final BundleGate gate;
    private final PluginRoutes routes;
    private final PlatformEvents events;
    private final Stores stores;

    /** What of the store a deployment writes. */
    record Stores(
            Transactions transactions,
            Installations installations,
            DeploymentJournal journal,
            PluginStates states,
            AuditLog audit) {}

    Deployments(
            Set<Bundle> platform,
            Registry registry,
            Starter starter,
            BundleGate gate,
            PluginRoutes routes,
            PlatformEvents events,
            Stores stores) {
        this.platform = platform;
        this.registry = registry;
        this.starter = starter;
        this.gate = gate;
        this.routes = routes;
        this.events = events;
        this.stores = stores;
    }

    /** A member of a change: the instance that comes, and the entry that goes. */
    private record Member(Descriptor descriptor, Live live, Optional<Managed> old, boolean current) {}

    /** What is there to be wired to, once some entries have gone and some jars have come. */
    Availability availability(Set<Managed> without, List<Descriptor> with) {
        List<Managed> running = registry.all().stream()
                .filter(m -> m.live().isPresent() && !without.contains(m))
                .toList();
        return Availability.of(platform, running, with);
    }

    /** Runs work while no other operation touches this plugin, what depends on it, or what it depends on. */
    <T> T exclusively(String pluginId, Collection<PluginDependency> dependencies, Supplier<T> work) {
        return reservations.holding(() -> family(pluginId, dependencies), work);
    }

    private Set<String> family(String pluginId, Collection<PluginDependency> dependencies) {
        Set<String> ids = new HashSet<>(Set.of(pluginId));
        dependencies.forEach(d -> ids.add(d.plugin()));
        for (Managed version : registry.versions(pluginId)) {
            registry.dependents(version).forEach(d -> ids.add(d.id()));
            version.descriptor().metadata().ifPresent(m -> m.dependencies().forEach(d -> ids.add(d.plugin())));
        }
        return ids;
    }

    /**
     * Puts a change into effect, or leaves everything as it was. The caller holds the family, and has kept the jar.
     *
     * @param journalId the change in the journal
     */
    DeploymentReport make(Change change, long journalId) {
        long started = System.nanoTime();
        Descriptor target = change.target();
        List<Managed> dependents = change.replaces().map(registry::dependents).orElse(List.of());
        List<Problem> missing = missing(change, dependents);
        if (!missing.isEmpty()) {
            if (change.replaces().isPresent()) return refuse(change, journalId, missing, started);
            return await(change, journalId, missing, started);
        }
        Set<Managed> leaving = new HashSet<>(dependents);
        change.replaces().ifPresent(leaving::add);
        List<Bundle> leavingBundles = leaving.stream()
                .flatMap(m -> m.live().stream())
                .map(Live::bundle)
                .toList();
        List<Member> members = new ArrayList<>();
        List<Managed> pausedServices = new ArrayList<>();
        gate.leaving(leavingBundles);
        try {
            step(change, journalId, "installing");
            members.add(member(target, change.replaces(), change.makeCurrent()));
            for (Managed dependent : dependents) {
                members.add(member(
                        dependent.descriptor(),
                        Optional.of(dependent),
                        dependent.installation().current()));
            }
            showInitializing(change);
            step(change, journalId, "starting");
            for (Member member : members) starter.start(member.descriptor(), member.live());
            step(change, journalId, "checking");
            if (change.replaces().isPresent()) members.forEach(this::requireSatisfied);
            for (Member member : members) {
                member.old().filter(old -> old.live().isPresent()).ifPresent(old -> {
                    starter.stopServices(old.live().orElseThrow());
                    pausedServices.add(old);
                });
                starter.startServices(member.descriptor(), member.live());
            }
            step(change, journalId, "committing");
            commit(change, journalId, members);
        } catch (RuntimeException e) {
            return undo(change, journalId, members, pausedServices, leavingBundles, e, started);
        }
        takeOver(change, members);
        Collections.reverse(members);
        for (Member member : members) {
            member.old().ifPresent(old -> old.live().ifPresent(live -> starter.retire(old.descriptor(), live)));
        }
        List<Problem> notes = registry.find(target.id(), target.version())
                .map(Managed::problems)
                .orElse(List.of());
        return report(change, journalId, Outcome.DONE, notes, started);
    }

    /** Starts plugins that need each other: all of them, or none. The caller holds all their families. */
    void startCircle(List<Change> changes) {
        List<Member> members = new ArrayList<>();
        try {
            for (Change change : changes) {
                members.add(member(change.target(), Optional.empty(), change.makeCurrent()));
                showInitializing(change);
            }
            for (Member member : members) starter.start(member.descriptor(), member.live());
            for (Member member : members) starter.startServices(member.descriptor(), member.live());
            for (int i = 0; i < members.size(); i++) commit(changes.get(i), 0, List.of(members.get(i)));
        } catch (RuntimeException e) {
            Problem problem = problem(changes.get(0), e);
            Collections.reverse(members);
            for (Member member : members) starter.discard(member.descriptor(), member.live());
            changes.forEach(change -> markFailed(change, List.of(problem)));
            return;
        }
        for (int i = 0; i < members.size(); i++) takeOver(changes.get(i), List.of(members.get(i)));
    }

    private List<Problem> missing(Change change, List<Managed> dependents) {
        Set<Managed> without = new HashSet<>(dependents);
        change.replaces().ifPresent(without::add);
        List<Descriptor> coming = new ArrayList<>(List.of(change.target()));
        dependents.forEach(d -> coming.add(d.descriptor()));
        Availability after = availability(without, coming);
        List<Problem> problems = new ArrayList<>(after.missing(change.target()));
        for (Managed dependent : dependents) {
            for (Problem problem : after.missing(dependent.descriptor())) {
                problems.add(new Problem(
                        "would-break",
                        dependent + " runs on " + change.fromVersion() + " of "
                                + change.target().id() + " and could not run on "
                                + change.target().version() + ": " + problem.message(),
                        "Update " + dependent.id()
                                + " first, or install this version beside the other (--side-by-side)"));
            }
        }
        return problems;
    }

    private Member member(Descriptor descriptor, Optional<Managed> old, boolean current) {
        return new Member(descriptor, starter.install(descriptor), old, current);
    }

    /** A new plugin is seen coming; one that replaces another is not, as the other is still what runs. */
    private void showInitializing(Change change) {
        if (change.replaces().isPresent()) return;
        Descriptor target = change.target();
        Managed entry = registry.find(target.id(), target.version()).orElseGet(() -> {
            Managed loaded = entry(target, installation(change, Instant.now()), PluginState.LOADED);
            registry.announce(loaded, PluginState.UNLOADED, change.actor());
            return loaded;
        });
        registry.move(entry, PluginState.INITIALIZING, List.of(), Optional.empty(), change.actor());
    }

    /** A new version whose components wait for something would leave callers without what the old one gave them. */
    private void requireSatisfied(Member member) {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        List<String> waiting = starter.unsatisfied(member.live());
        while (!waiting.isEmpty() && System.nanoTime() < patience) {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            waiting = starter.unsatisfied(member.live());
        }
        if (waiting.isEmpty()) return;
        if (member.old().isPresent()
                && member.old().get().live().isPresent()
                && !starter.unsatisfied(member.old().get().live().get()).isEmpty()) return;
        throw new RefusedException(
                "component-unsatisfied",
                member.descriptor() + ": " + String.join("; ", waiting),
                "Install what offers the service, then try again");
    }

    private void commit(Change change, long journalId, List<Member> members) {
        Instant now = Instant.now();
        stores.transactions().inTransaction(() -> {
            for (Member member : members) {
                member.old().filter(Managed::isPlugin).ifPresent(old -> {
                    stores.states().snapshot(old.id(), old.version());
                    stores.states().pruneSnapshots(old.id(), SNAPSHOTS);
                });
            }
            if (change.restoreState()) {
                stores.states()
                        .latestSnapshot(
                                change.target().id(), change.target().version().toString())
                        .ifPresent(snapshot -> stores.states().restore(snapshot.id()));
            }
            members.forEach(member -> member.live()
                    .plugin()
                    .ifPresent(running -> running.context().scopedState().writeThrough()));
            change.replaces()
                    .filter(old ->
                            !old.descriptor().version().equals(change.target().version()))
                    .ifPresent(old -> stores.installations().remove(old.id(), old.version()));
            stores.installations().save(installation(change, now));
            audit(change, "ok", Map.of());
            publish(change, journalId, "COMMITTED", List.of());
            end(journalId, Deployment.Outcome.COMMITTED, moved(members));
        });
        members.forEach(
                m -> m.live().plugin().ifPresent(r -> r.context().scopedState().promote()));
    }

    private static String moved(List<Member> members) {
        return members.size() == 1
                ? ""
                : "with "
                        + members.stream()
                                .skip(1)
                                .map(m -> m.descriptor().toString())
                                .toList();
    }

    private void takeOver(Change change, List<Member> members) {
        List<PluginInstance> current = new ArrayList<>();
        for (Member member : members) {
            member.live().plugin().ifPresent(running -> {
                if (member.current()) current.add(running.instance());
                routes.open(running.instance());
            });
        }
        routes.makeCurrent(current);
        for (Member member : members) {
            member.old()
                    .filter(old -> !old.descriptor()
                            .version()
                            .equals(member.descriptor().version()))
                    .ifPresent(old -> {
                        registry.remove(old.id(), old.descriptor().version());
                        registry.announce(
                                old.with(PluginState.UNLOADED, List.of(), Optional.empty()),
                                PluginState.ACTIVE,
                                change.actor());
                    });
            Installation installation = stores.installations()
                    .find(
                            member.descriptor().id(),
                            member.descriptor().version().toString())
                    .orElseThrow();
            if (installation.current()) demoteOthers(installation);
            List<Problem> waiting = starter.unsatisfied(member.live()).stream()
                    .map(text -> new Problem("component-unsatisfied", text, "Install what offers the service"))
                    .toList();
            Managed active = new Managed(
                    member.descriptor(),
                    installation,
                    PluginState.ACTIVE,
                    Instant.now(),
                    waiting,
                    Optional.of(member.live()));
            registry.put(active);
            registry.announce(
                    active, member.old().isPresent() ? PluginState.ACTIVE : PluginState.INITIALIZING, change.actor());
        }
    }

    private void demoteOthers(Installation current) {
        for (Managed other : registry.versions(current.pluginId())) {
            if (other.version().equals(current.version())
                    || !other.installation().current()) continue;
            Installation i = other.installation();
            registry.put(other.with(new Installation(
                    i.pluginId(),
                    i.version(),
                    i.kind(),
                    i.digest(),
                    i.source(),
                    false,
                    i.enabled(),
                    i.installedAt(),
                    i.lastUsedAt())));
        }
    }

    private DeploymentReport undo(
            Change change,
            long journalId,
            List<Member> members,
            List<Managed> pausedServices,
            List<Bundle> leaving,
            RuntimeException cause,
            long started) {
        Problem problem = problem(change, cause);
        if (!(cause instanceof RefusedException)) LOG.error("Deployment {} failed", journalId, cause);
        Collections.reverse(members);
        for (Member member : members) starter.stopServices(member.live());
        for (Member member : members) starter.discard(member.descriptor(), member.live());
        gate.staying(leaving);
        for (Managed paused : pausedServices) {
            try {
                starter.startServices(paused.descriptor(), paused.live().orElseThrow());
            } catch (RefusedException e) {
                LOG.error("{} did not take up its background work again: {}", paused, e.getMessage());
            }
        }
        boolean fresh = change.replaces().isEmpty();
        List<Problem> problems = List.of(problem);
        if (fresh) markFailed(change, problems);
        finish(change, journalId, fresh ? "FAILED" : "ROLLED_BACK", Deployment.Outcome.ROLLED_BACK, problems);
        return report(change, journalId, fresh ? Outcome.FAILED : Outcome.ROLLED_BACK, problems, started);
    }

    private static Problem problem(Change change, RuntimeException cause) {
        if (cause instanceof RefusedException refused) return refused.problem();
        return new Problem(
                "internal",
                change.target() + " could not be deployed: " + Bundles.rootMessage(cause),
                "See the log; the store or the disk may be full");
    }

    private void markFailed(Change change, List<Problem> problems) {
        Descriptor target = change.target();
        Managed entry = registry.find(target.id(), target.version())
                .orElseGet(() -> entry(target, installation(change, Instant.now()), PluginState.LOADED));
        Managed failed = registry.move(entry, PluginState.FAILED, problems, Optional.empty(), change.actor());
        try {
            stores.installations().save(failed.installation());
        } catch (RuntimeException e) {
            LOG.error("The failure of {} could not be recorded", target, e);
        }
    }

    /** Installs without starting: what is needed is not there yet. */
    private DeploymentReport await(Change change, long journalId, List<Problem> missing, long started) {
        Installation installation = installation(change, Instant.now());
        stores.transactions().inTransaction(() -> {
            stores.installations().save(installation);
            audit(
                    change,
                    "waiting",
                    Map.of("for", missing.stream().map(Problem::message).toList()));
            publish(change, journalId, "WAITING", missing);
            end(journalId, Deployment.Outcome.COMMITTED, "waiting: " + messages(missing));
        });
        Optional<Managed> known =
                registry.find(change.target().id(), change.target().version());
        Managed entry = known.orElseGet(() -> entry(change.target(), installation, PluginState.UNLOADED));
        registry.move(entry, PluginState.LOADED, missing, Optional.empty(), change.actor());
        return report(change, journalId, Outcome.WAITING, missing, started);
    }

    private DeploymentReport refuse(Change change, long journalId, List<Problem> problems, long started) {
        finish(change, journalId, "REFUSED", Deployment.Outcome.REFUSED, problems);
        return report(change, journalId, Outcome.REFUSED, problems, started);
    }

    private void finish(
            Change change, long journalId, String word, Deployment.Outcome outcome, List<Problem> problems) {
        try {
            stores.transactions().inTransaction(() -> {
                audit(change, word.toLowerCase(java.util.Locale.ROOT), Map.of("problems", messages(problems)));
                publish(change, journalId, word, problems);
                end(journalId, outcome, messages(problems));
            });
        } catch (RuntimeException e) {
            LOG.error("The outcome of deployment {} could not be recorded: {}", journalId, messages(problems), e);
        }
    }

    private void step(Change change, long journalId, String step) {
        if (journalId != NOT_JOURNALED) stores.journal().step(journalId, step);
        LOG.debug("{} of {}: {}", change.operation(), change.target(), step);
    }

    private void end(long journalId, Deployment.Outcome outcome, String detail) {
        if (journalId != NOT_JOURNALED) stores.journal().finish(journalId, outcome, detail);
    }

    private void publish(Change change, long journalId, String word, List<Problem> problems) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("deployment", journalId);
        data.put("operation", change.operation());
        data.put("plugin", change.target().id());
        data.put("from", change.fromVersion());
        data.put("to", change.target().version().toString());
        data.put("problems", problems.stream().map(Problem::message).toList());
        events.publish(Topics.DEPLOYMENT + "/" + word, data);
    }

    private void audit(Change change, String outcome, Map<String, Object> detail) {
        Map<String, Object> data = new LinkedHashMap<>(detail);
        data.put("from", change.fromVersion());
        data.put("to", change.target().version().toString());
        data.put("source", change.source());
        stores.audit()
                .append(new AuditEntry(
                        0,
                        Instant.now(),
                        change.actor(),
                        "plugin." + change.operation(),
                        change.target().id(),
                        outcome,
                        data));
    }

    private Installation installation(Change change, Instant now) {
        Optional<Installation> same = registry.find(
                        change.target().id(), change.target().version())
                .map(Managed::installation)
                .filter(i -> i.digest().equals(change.target().digest()));
        Optional<Installation> before = same.or(() -> change.replaces().map(Managed::installation));
        return new Installation(
                change.target().id(),
                change.target().version().toString(),
                change.target().kind(),
                change.target().digest(),
                change.source(),
                change.makeCurrent(),
                true,
                same.map(Installation::installedAt).orElse(now),
                before.map(Installation::lastUsedAt).orElse(now));
    }

    private static Managed entry(Descriptor descriptor, Installation installation, PluginState state) {
        return new Managed(descriptor, installation, state, Instant.now(), List.of(), Optional.empty());
    }

    private static String messages(List<Problem> problems) {
        return String.join("; ", problems.stream().map(Problem::message).toList());
    }

    private static DeploymentReport report(
            Change change, long journalId, Outcome outcome, List<Problem> problems, long started) {
        return new DeploymentReport(
                journalId,
                change.operation(),
                change.target().id(),
                change.fromVersion(),
                change.target().version().toString(),
                outcome,
                change.verdicts(),
                problems,
                Duration.ofNanos(System.nanoTime() - started));
    }

    /**
     * Takes entries out of service, dependents first; they stay installed. The caller holds the family.
     *
     * @param problems why, by entry
     */
    void stop(List<Managed> entries, Map<Managed, List<Problem>> problems, PluginState after, String actor) {
        for (Managed entry : entries) {
            @Nullable Live live = entry.live().orElse(null);
            if (live == null) {
                if (entry.state() != after && Transitions.allowed(entry.state(), after)) {
                    registry.move(entry, after, problems.getOrDefault(entry, List.of()), Optional.empty(), actor);
                }
                continue;
            }
            gate.leaving(List.of(live.bundle()));
            Managed stopping = registry.move(entry, PluginState.STOPPING, List.of(), entry.live(), actor);
            starter.stopServices(live);
            starter.retire(entry.descriptor(), live);
            registry.move(stopping, after, problems.getOrDefault(entry, List.of()), Optional.empty(), actor);
        }
    }

    /** Takes entries out of service as the runtime stops, in order, each without a trace in the store. */
    void shutDown(List<Managed> entries) {
        for (Managed entry : entries) {
            entry.live().ifPresent(live -> {
                starter.stopServices(live);
                starter.retire(entry.descriptor(), live);
            });
        }
    }
}
