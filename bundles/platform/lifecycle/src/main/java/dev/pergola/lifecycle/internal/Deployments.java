package dev.pergola.lifecycle.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.Managed.Live;
import dev.pergola.store.HeldJar;
import dev.pergola.store.Installation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private final Registry registry;
    private final Prospects prospects;
    private final Entries entries;
    private final Starter starter;
    private final BundleGate gate;
    private final PlatformEvents events;
    private final Stores stores;
    private final Retries retries;

    Deployments(
            Registry registry,
            Prospects prospects,
            Entries entries,
            Starter starter,
            BundleGate gate,
            PlatformEvents events,
            Stores stores,
            Retries retries) {
        this.registry = registry;
        this.prospects = prospects;
        this.entries = entries;
        this.starter = starter;
        this.gate = gate;
        this.events = events;
        this.stores = stores;
        this.retries = retries;
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
        List<Problem> missing = prospects.missing(change, dependents);
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
            entries.initializing(change);
            record.step("starting");
            for (Member member : members)
                starter.prepare(
                        member.descriptor(),
                        member.live(),
                        member.descriptor().equals(target)
                                ? change.source()
                                : member.old()
                                        .map(old -> old.installation().source())
                                        .orElse(""));
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
            record.committed(members, entries.installation(change, Instant.now()));
        } catch (RuntimeException e) {
            LOG.atLevel(e instanceof RefusedException ? Level.DEBUG : Level.ERROR)
                    .setCause(e)
                    .log("Deployment {} failed", journalId);
            return undo(change, record, members, pausedServices, leavingBundles, problem(change, e));
        }
        entries.takeOver(change, members);
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
                entries.initializing(change);
            }
            for (int i = 0; i < members.size(); i++)
                starter.prepare(
                        members.get(i).descriptor(),
                        members.get(i).live(),
                        changes.get(i).source());
            for (Member member : members) starter.start(member.descriptor(), member.live());
            for (Member member : members) starter.startServices(member.descriptor(), member.live());
            for (int i = 0; i < members.size(); i++) {
                new ChangeRecord(stores, events, changes.get(i), ChangeRecord.NOT_JOURNALED)
                        .committed(List.of(members.get(i)), entries.installation(changes.get(i), Instant.now()));
            }
        } catch (RuntimeException e) {
            Problem problem = problem(changes.get(0), e);
            Collections.reverse(members);
            for (Member member : members) starter.discard(member.descriptor(), member.live());
            changes.forEach(change -> entries.failed(change, List.of(problem)));
            return;
        }
        for (int i = 0; i < members.size(); i++) entries.takeOver(changes.get(i), List.of(members.get(i)));
    }

    private Member member(Descriptor descriptor, Optional<Managed> old, boolean current) {
        return new Member(descriptor, starter.install(descriptor), old, current);
    }

    /** A new version whose components wait for something would leave callers without what the old one gave them. */
    private void requireSatisfied(Member member) {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        List<String> waiting = starter.unsatisfied(member.live());
        while (!waiting.isEmpty() && System.nanoTime() < patience) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
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
        if (change.replaces().isEmpty()) entries.failed(change, List.of(problem));
        return record.undone(List.of(problem));
    }

    private static Problem problem(Change change, RuntimeException cause) {
        if (cause instanceof RefusedException refused) return refused.problem();
        return new Problem(
                "internal",
                change.target() + " could not be deployed: " + Bundles.rootMessage(cause),
                "See the log; the store or the disk may be full");
    }

    /** Installs without starting: what is needed is not there yet. */
    private DeploymentReport await(Change change, ChangeRecord record, List<Problem> missing) {
        Installation installation = entries.installation(change, Instant.now());
        DeploymentReport report = record.waiting(missing, installation);
        entries.waiting(change, installation, missing);
        return report;
    }
}
