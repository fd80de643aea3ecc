package dev.pergola.lifecycle.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.HeldJar;
import dev.pergola.store.Installation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Puts a jar on hold. Where it would be the first of its plugin it is installed all the same, but for the framework, so that
 * everybody sees it; where there is one already, that goes on as it is.
 */
final class Holding {
    private final Registry registry;
    private final Stores stores;
    private final PlatformEvents events;

    Holding(Registry registry, Stores stores, PlatformEvents events) {
        this.registry = registry;
        this.stores = stores;
        this.events = events;
    }

    /** Holds a jar that is kept; the caller holds the family. */
    DeploymentReport hold(Change change, HeldJar held, Intent intent, List<Problem> problems) {
        Optional<Managed> before = intent.replaces().filter(this::neverPassed);
        Optional<Managed> same = registry.find(held.pluginId(), change.target().version());
        boolean first =
                same.isPresent() ? neverPassed(same.get()) : intent.replaces().isEmpty() || before.isPresent();
        Optional<Installation> installation =
                first ? Optional.of(installation(change, held, before)) : Optional.empty();
        ChangeRecord record = new ChangeRecord(
                stores, events, change, stores.journal().begin(change.entry()).id());
        DeploymentReport report = record.held(problems, () -> {
            stores.holds().put(change.target(), held);
            if (first) before.ifPresent(old -> stores.installations().remove(old.id(), old.version()));
            installation.ifPresent(stores.installations()::save);
        });
        installation.ifPresent(saved -> show(change, saved, before));
        return report;
    }

    /** Says anew why a jar is held; the caller holds the family. */
    DeploymentReport still(Change change, HeldJar held, List<Problem> problems) {
        stores.transactions().inTransaction(() -> stores.holds().put(change.target(), held));
        return new ChangeRecord(stores, events, change, ChangeRecord.NOT_JOURNALED)
                .report(DeploymentReport.Outcome.WAITING, problems);
    }

    private boolean neverPassed(Managed managed) {
        return managed.live().isEmpty() && stores.holds().holds(managed);
    }

    private Installation installation(Change change, HeldJar held, Optional<Managed> before) {
        boolean alone = registry.versions(held.pluginId()).stream()
                .allMatch(m ->
                        before.isPresent() && m.version().equals(before.get().version()));
        Instant now = Instant.now();
        return new Installation(
                held.pluginId(),
                held.version(),
                change.target().kind(),
                held.digest(),
                held.source(),
                !held.sideBySide() || alone,
                held.enabled(),
                now,
                now);
    }

    private void show(Change change, Installation installation, Optional<Managed> before) {
        before.ifPresent(old -> {
            registry.remove(old.id(), old.descriptor().version());
            registry.announce(old.with(PluginState.UNLOADED, List.of(), Optional.empty()), old.state(), change.actor());
        });
        Managed unloaded = new Managed(
                change.target(), installation, PluginState.UNLOADED, Instant.now(), List.of(), Optional.empty());
        registry.move(unloaded, PluginState.LOADED, List.of(), Optional.empty(), change.actor());
    }
}
