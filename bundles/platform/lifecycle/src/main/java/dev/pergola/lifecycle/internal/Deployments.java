package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.Managed.Live;
import dev.pergola.store.HeldJar;
import dev.pergola.store.Installation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
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
import org.slf4j.event.Level;

/**
 * Changes what runs, as a transaction. The new instances come up beside the old ones; one database transaction then says
 * that it is they who run; only after that do callers move over and the old ones go. Until that transaction the old
 * version is whole, after it the new one is, and a crash at any point leaves one of the two: the bundles of the framework
 * are never what is remembered.
 */
final class Deployments {
    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);
    private final Set<Bundle> platform;
    private final Registry registry;
    private final Reservations reservations = new Reservations();
    private final Starter starter;
    private final BundleGate gate;
    private final PluginRoutes routes;
    private final PlatformEvents events;
    private final Stores stores;
    private final Retries retries;

    Deployments(
            Set<Bundle> platform,
            Registry registry,
            Starter starter,
            BundleGate gate,
            PluginRoutes routes,
            PlatformEvents events,
            Stores stores,
            Retries retries) {
        this.platform = platform;
        this.registry = registry;
        this.starter = starter;
        this.gate = gate;
        this.routes = routes;
        this.events = events;
        this.stores = stores;
        this.retries = retries;
    }

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
     * <p>What is held is refused where the change did not come through the checks.
     *
     * @param journalId the change in the journal
     */
    DeploymentReport make(Change change, long journalId) {
        ChangeRecord record = new ChangeRecord(stores, events, change, journalId);
        Descriptor target = change.target();
        if (change.verdicts().isEmpty()) {
            Optional<HeldJar> held = stores.holds().of(target);
            if (held.isPresent()) return record.refused(Holds.problems(held.get()));
        }
        if (change.replaces().isEmpty() && !change.operation().equals(Retries.OPERATION)) retries.forget(target.id());
        if (change.replaces().isEmpty()) liftQuarantine(target);
        List<Managed> dependents = change.replaces().map(registry::dependents).orElse(List.of());
        List<Problem> missing = missing(change, dependents);
        if (!missing.isEmpty()) {
            if (change.replaces().isPresent()) return record.refused(missing);
            return await(change, record, missing);
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
            record.step("installing");
            members.add(member(target, change.replaces(), change.makeCurrent()));
            for (Managed dependent : dependents) {
                members.add(member(
                        dependent.descriptor(),
                        Optional.of(dependent),
                        dependent.installation().current()));
            }
            showInitializing(change);
            record.step("starting");
            for (Member member : members) starter.start(member.descriptor(), member.live());
            record.step("checking");
            if (change.replaces().isPresent()) members.forEach(this::requireSatisfied);
            for (Member member : members) {
                member.old().filter(old -> old.live().isPresent()).ifPresent(old -> {
                    starter.stopServices(old.live().orElseThrow());
                    pausedServices.add(old);
                });
                starter.startServices(member.descriptor(), member.live());
            }
            record.step("committing");
            record.committed(members, installation(change, Instant.now()));
        } catch (RuntimeException e) {
            LOG.atLevel(e instanceof RefusedException ? Level.DEBUG : Level.ERROR)
                    .setCause(e)
                    .log("Deployment {} failed", journalId);
            return undo(change, record, members, pausedServices, leavingBundles, problem(change, e));
        }
        takeOver(change, members);
        Collections.reverse(members);
        for (Member member : members) {
            member.old().ifPresent(old -> old.live().ifPresent(live -> starter.retire(old.descriptor(), live)));
        }
        List<Problem> notes = registry.find(target.id(), target.version())
                .map(Managed::problems)
                .orElse(List.of());
        return record.report(Outcome.DONE, notes);
    }

    /** Whoever has it started has said that it may run; whether it can is another matter. */
    private void liftQuarantine(Descriptor target) {
        boolean quarantined = registry.find(target.id(), target.version())
                .filter(m -> m.state() == PluginState.QUARANTINED)
                .isPresent();
        if (quarantined)
            stores.quarantines().remove(target.id(), target.version().toString());
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
            for (int i = 0; i < members.size(); i++) {
                new ChangeRecord(stores, events, changes.get(i), ChangeRecord.NOT_JOURNALED)
                        .committed(List.of(members.get(i)), installation(changes.get(i), Instant.now()));
            }
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
            retries.forget(member.descriptor().id());
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
            ChangeRecord record,
            List<Member> members,
            List<Managed> pausedServices,
            List<Bundle> leaving,
            Problem problem) {
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
        if (change.replaces().isEmpty()) markFailed(change, List.of(problem));
        return record.undone(List.of(problem));
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
        retries.failed(failed);
    }

    /** Installs without starting: what is needed is not there yet. */
    private DeploymentReport await(Change change, ChangeRecord record, List<Problem> missing) {
        Installation installation = installation(change, Instant.now());
        DeploymentReport report = record.waiting(missing, installation);
        Managed entry = registry.find(change.target().id(), change.target().version())
                .orElseGet(() -> entry(change.target(), installation, PluginState.UNLOADED));
        registry.move(entry, PluginState.LOADED, missing, Optional.empty(), change.actor());
        retries.forget(entry.id());
        return report;
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

    /**
     * Takes entries out of service, dependents first; they stay installed. The caller holds the family.
     *
     * @param problems why, by entry
     */
    void stop(List<Managed> entries, Map<Managed, List<Problem>> problems, PluginState after, String actor) {
        for (Managed entry : entries) {
            retries.forget(entry.id());
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
