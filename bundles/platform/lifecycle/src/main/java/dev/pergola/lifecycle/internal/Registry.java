package dev.pergola.lifecycle.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** What is installed and how it is, now. Every change of a state is an event and a row in the audit log. */
final class Registry {
    private final PlatformEvents events;
    private final AuditLog audit;
    private final NavigableMap<String, NavigableMap<Version, Managed>> entries = new TreeMap<>();

    Registry(PlatformEvents events, AuditLog audit) {
        this.events = events;
        this.audit = audit;
    }

    synchronized List<Managed> all() {
        List<Managed> result = new ArrayList<>();
        entries.values().forEach(versions -> result.addAll(versions.values()));
        return result;
    }

    /** The versions of one plugin or library, highest first. */
    synchronized List<Managed> versions(String id) {
        @Nullable NavigableMap<Version, Managed> versions = entries.get(id);
        return versions == null
                ? List.of()
                : List.copyOf(versions.descendingMap().values());
    }

    synchronized Optional<Managed> find(String id, Version version) {
        @Nullable NavigableMap<Version, Managed> versions = entries.get(id);
        return versions == null ? Optional.empty() : Optional.ofNullable(versions.get(version));
    }

    /** The version that callers get who name none; the highest where none is current. */
    Optional<Managed> current(String id) {
        List<Managed> versions = versions(id);
        return versions.stream()
                .filter(m -> m.installation().current())
                .findFirst()
                .or(() -> versions.stream().findFirst());
    }

    Optional<Managed> of(Bundle bundle) {
        return all().stream()
                .filter(m -> m.live().isPresent() && m.live().get().bundle().equals(bundle))
                .findFirst();
    }

    /** Puts an entry in place of the one of the same version. */
    synchronized void put(Managed managed) {
        entries.computeIfAbsent(managed.id(), id -> new TreeMap<>())
                .put(managed.descriptor().version(), managed);
    }

    /** Puts an entry in place of one of another version, so that at no time neither is there. */
    synchronized void replace(Optional<Managed> old, Managed by) {
        put(by);
        old.ifPresent(gone -> remove(gone.id(), gone.descriptor().version()));
    }

    synchronized void remove(String id, Version version) {
        @Nullable NavigableMap<Version, Managed> versions = entries.get(id);
        if (versions == null) return;
        versions.remove(version);
        if (versions.isEmpty()) entries.remove(id);
    }

    /** Moves an entry to another state and gives it as it is then. */
    Managed move(Managed managed, PluginState to, List<Problem> problems, Optional<Managed.Live> live, String actor) {
        Managed moved = managed.with(to, problems, live);
        if (managed.state() != to) Transitions.check(managed.toString(), managed.state(), to);
        put(moved);
        if (managed.state() != to) announce(moved, managed.state(), actor);
        return moved;
    }

    /** Tells of a change of state that has been made already. */
    void announce(Managed managed, PluginState from, String actor) {
        if (!managed.isPlugin()) return;
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("plugin", managed.id());
        data.put("version", managed.version());
        data.put("from", from.name());
        data.put("to", managed.state().name());
        data.put("problems", managed.problems().stream().map(Problem::message).toList());
        events.publish(Topics.PLUGIN_STATE + "/" + managed.state().name(), data);
        audit.append(new AuditEntry(
                0,
                Instant.now(),
                actor,
                "plugin.state",
                managed.id(),
                managed.state().name(),
                data));
    }

    /**
     * The entries whose bundles are wired to that of an entry, directly or through others, nearest first: those that
     * declared, by a dependency or an import, that they cannot be without it.
     */
    List<Managed> dependents(Managed provider) {
        Set<Managed> found = new LinkedHashSet<>();
        List<Managed> todo = new ArrayList<>(List.of(provider));
        while (!todo.isEmpty()) {
            Managed next = todo.remove(0);
            next.live()
                    .ifPresent(live -> Bundles.wiredTo(live.bundle()).stream()
                            .flatMap(bundle -> of(bundle).stream())
                            .filter(m -> !m.id().equals(provider.id()))
                            .filter(found::add)
                            .forEach(todo::add));
        }
        return List.copyOf(found);
    }
}
