package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata.PluginDependency;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Sees that operations on plugins that have to do with each other happen one after the other, and all others at once. */
final class Families {
    private final Registry registry;
    private final Reservations reservations = new Reservations();

    Families(Registry registry) {
        this.registry = registry;
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
            version.descriptor().dependencies().forEach(d -> ids.add(d.plugin()));
        }
        return ids;
    }
}
