package dev.pergola.lifecycle.internal;

import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.Installation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the registry says of a change while it is made, and what callers get once it has been. */
final class Entries {
    private static final Logger LOG = LoggerFactory.getLogger(Entries.class);

    private final Registry registry;
    private final Starter starter;
    private final PluginRoutes routes;
    private final Stores stores;
    private final Retries retries;

    Entries(Registry registry, Starter starter, PluginRoutes routes, Stores stores, Retries retries) {
        this.registry = registry;
        this.starter = starter;
        this.routes = routes;
        this.stores = stores;
        this.retries = retries;
    }

    /** What is installed once the change has been made. */
    Installation installation(Change change, Instant now) {
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

    /** A new plugin is seen coming; one that replaces another is not, as the other is still what runs. */
    void initializing(Change change) {
        if (change.replaces().isPresent()) return;
        Descriptor target = change.target();
        Managed entry = registry.find(target.id(), target.version()).orElseGet(() -> {
            Managed loaded = entry(target, installation(change, Instant.now()), PluginState.LOADED);
            registry.announce(loaded, PluginState.UNLOADED, change.actor());
            return loaded;
        });
        registry.move(entry, PluginState.INITIALIZING, List.of(), Optional.empty(), change.actor());
    }

    /** Installed and not started: what it needs is not there yet. */
    void waiting(Change change, Installation installation, List<Problem> missing) {
        Managed entry = registry.find(change.target().id(), change.target().version())
                .orElseGet(() -> entry(change.target(), installation, PluginState.UNLOADED));
        registry.move(entry, PluginState.LOADED, missing, Optional.empty(), change.actor());
        retries.forget(entry.id());
    }

    /** It came to nothing; it may be tried again by itself. */
    void failed(Change change, List<Problem> problems) {
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

    /** Moves callers over to the new instances. */
    void takeOver(Change change, List<Member> members) {
        List<PluginInstance> current = new ArrayList<>();
        for (Member member : members) {
            member.live().plugin().ifPresent(running -> {
                if (member.current()) current.add(running.instance());
                routes.open(running.instance());
            });
        }
        routes.makeCurrent(current);
        for (Member member : members) active(change, member);
    }

    private void active(Change change, Member member) {
        retries.forget(member.descriptor().id());
        Installation installation = stores.installations()
                .find(member.descriptor().id(), member.descriptor().version().toString())
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
        Optional<Managed> gone = member.old()
                .filter(old ->
                        !old.descriptor().version().equals(member.descriptor().version()));
        registry.replace(gone, active);
        gone.ifPresent(old -> registry.announce(
                old.with(PluginState.UNLOADED, List.of(), Optional.empty()), PluginState.ACTIVE, change.actor()));
        registry.announce(
                active, member.old().isPresent() ? PluginState.ACTIVE : PluginState.INITIALIZING, change.actor());
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
}
