package dev.pergola.lifecycle;

import dev.pergola.api.PluginMetadata;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * An installed version of a plugin.
 *
 * @param metadata what it says of itself
 * @param state where it is in its life
 * @param current whether callers who name no version get it
 * @param enabled whether it should run
 * @param digest SHA-256 of its jar
 * @param jar the jar, in the data directory
 * @param source path or URL that it came from
 * @param bundleId its bundle, -1 where there is none
 * @param installedAt when it was installed
 * @param stateSince when it came to this state
 * @param lastUsedAt when it was last called; when it was installed where never
 * @param problems what keeps it from serving, or needs attention; empty where all is well
 * @param dependents ids of the installed plugins that declare a dependency on it
 * @param libraries symbolic names of shared libraries that it imports from
 * @param permissionsEnforced whether a {@link PermissionPolicy} is there that enforces them; where not, what the plugin
 *     asks for is recorded and not enforced
 */
public record PluginInfo(
        PluginMetadata metadata,
        PluginState state,
        boolean current,
        boolean enabled,
        String digest,
        Path jar,
        String source,
        long bundleId,
        Instant installedAt,
        Instant stateSince,
        Instant lastUsedAt,
        List<Problem> problems,
        List<String> dependents,
        List<String> libraries,
        boolean permissionsEnforced) {
    /** Copies. */
    public PluginInfo {
        problems = List.copyOf(problems);
        dependents = List.copyOf(dependents);
        libraries = List.copyOf(libraries);
    }
}
