package dev.pergola.lifecycle;

import dev.pergola.api.PluginMetadata;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A jar that is about to be installed: staged, so that it cannot change any more, and not yet known to the framework.
 *
 * @param jar the staged copy; read it, do not load from it
 * @param digest its SHA-256
 * @param source path or URL that it came from
 * @param headers main attributes of its manifest
 * @param metadata what it says of itself; empty for a library
 * @param provenance whom it comes from
 * @param replaces the plugin whose place it takes, where there is one
 * @param rewiring who would start anew with it
 */
public record Candidate(
        Path jar,
        String digest,
        String source,
        Map<String, String> headers,
        Optional<PluginMetadata> metadata,
        Provenance provenance,
        Optional<PluginInfo> replaces,
        Rewiring rewiring) {
    /** Copies. */
    public Candidate {
        headers = Map.copyOf(headers);
    }

    /** One that moves nobody. */
    public Candidate(
            Path jar,
            String digest,
            String source,
            Map<String, String> headers,
            Optional<PluginMetadata> metadata,
            Provenance provenance,
            Optional<PluginInfo> replaces) {
        this(jar, digest, source, headers, metadata, provenance, replaces, Rewiring.NONE);
    }
}
