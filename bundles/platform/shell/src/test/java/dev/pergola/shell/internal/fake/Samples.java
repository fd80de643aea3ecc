package dev.pergola.shell.internal.fake;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Plugins to try commands on. */
public final class Samples {
    public static final Instant TIME = Instant.parse("2026-11-20T10:15:30Z");

    private Samples() {}

    public static PluginInfo plugin(String id, String version, PluginState state, Problem... problems) {
        return plugin(metadata(id, version), state, true, problems);
    }

    public static PluginMetadata metadata(String id, String version) {
        return new PluginMetadata(
                id,
                "The " + id,
                new Version(version),
                "Ada",
                "Does " + id + ".",
                "Apache-2.0",
                id.startsWith("word") ? "text" : "misc",
                Set.of("b", "a"),
                new VersionRange("[1.0,2.0)"),
                List.of(new PluginDependency("base", new VersionRange("[1,2)"))),
                List.of(),
                List.of(new PermissionRequest("filesystem.read", "${data}/**", "reads")),
                Set.of("count"));
    }

    public static PluginInfo plugin(PluginMetadata metadata, PluginState state, boolean current, Problem... problems) {
        return new PluginInfo(
                metadata,
                state,
                current,
                state != PluginState.LOADED,
                "ab".repeat(32),
                Path.of("/data/jars/" + metadata.id() + ".jar"),
                "/plugins/" + metadata.id() + ".jar",
                7,
                TIME,
                TIME,
                TIME,
                List.of(problems),
                List.of("reports"),
                List.of(),
                false);
    }
}
