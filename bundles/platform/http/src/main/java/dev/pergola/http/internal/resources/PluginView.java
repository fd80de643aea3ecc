package dev.pergola.http.internal.resources;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginState;
import java.time.Instant;
import java.util.List;

/**
 * An installed version of a plugin (R190, R192, R204). Where {@code permissionsEnforced} is false, the permissions are
 * what the plugin asks for, recorded and not enforced.
 */
record PluginView(
        String id,
        String name,
        String version,
        String description,
        String author,
        String license,
        String category,
        List<String> tags,
        Status status,
        PluginState state,
        boolean current,
        boolean enabled,
        String engine,
        List<Permission> permissions,
        boolean permissionsEnforced,
        List<Dependency> dependencies,
        List<Dependency> conflicts,
        List<String> nodeTypes,
        String digest,
        String source,
        long bundleId,
        Instant installedAt,
        Instant stateSince,
        Instant lastUsedAt,
        List<PluginProblemView> problems,
        List<String> dependents,
        List<String> libraries) {

    static PluginView of(PluginInfo plugin) {
        PluginMetadata metadata = plugin.metadata();
        return new PluginView(
                metadata.id(),
                metadata.name(),
                metadata.version().toString(),
                metadata.description(),
                metadata.author(),
                metadata.license(),
                metadata.category(),
                metadata.tags().stream().sorted().toList(),
                Status.of(plugin.state()),
                plugin.state(),
                plugin.current(),
                plugin.enabled(),
                metadata.engine().toString(),
                metadata.permissions().stream()
                        .map(request -> new Permission(request.permission(), request.target(), request.reason()))
                        .toList(),
                plugin.permissionsEnforced(),
                metadata.dependencies().stream().map(Dependency::of).toList(),
                metadata.conflicts().stream().map(Dependency::of).toList(),
                metadata.nodeTypes().stream().sorted().toList(),
                plugin.digest(),
                plugin.source(),
                plugin.bundleId(),
                plugin.installedAt(),
                plugin.stateSince(),
                plugin.lastUsedAt(),
                plugin.problems().stream().map(PluginProblemView::of).toList(),
                plugin.dependents(),
                plugin.libraries());
    }

    /** The state in the three words that the specification has for it. */
    enum Status {
        active,
        inactive,
        error;

        static Status of(PluginState state) {
            return switch (state) {
                case ACTIVE -> active;
                case FAILED, QUARANTINED -> error;
                case UNLOADED, LOADED, INITIALIZING, STOPPING -> inactive;
            };
        }
    }

    /** A permission that the plugin asks for. */
    record Permission(String permission, String target, String reason) {}

    /** Another plugin, in some versions. */
    record Dependency(String plugin, String versions) {
        static Dependency of(PluginMetadata.PluginDependency dependency) {
            return new Dependency(dependency.plugin(), dependency.versions().toString());
        }
    }
}
