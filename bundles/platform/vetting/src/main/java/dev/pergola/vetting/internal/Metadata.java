package dev.pergola.vetting.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.vetting.internal.code.Headers;
import dev.pergola.vetting.internal.code.Headers.Clause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.VersionRange;

/**
 * What a manifest says of a plugin, as far as vetters ask for it. Dependencies, conflicts and the engine are for the
 * resolver, which has no part in a mere look at a jar.
 */
final class Metadata {
    private static final VersionRange ANY = new VersionRange("0");

    private Metadata() {}

    /** Empty for a library; an {@link dev.pergola.api.InvalidMetadataException} where it is wrong. */
    static Optional<PluginMetadata> of(Map<String, String> headers) {
        Optional<Clause> plugin = clauses(headers, "Provide-Capability", "pergola.plugin").stream()
                .findFirst();
        if (plugin.isEmpty()) return Optional.empty();
        Clause said = plugin.get();
        List<PermissionRequest> permissions = clauses(headers, "Require-Capability", "pergola.permission").stream()
                .map(clause -> new PermissionRequest(
                        clause.attribute("permission"), clause.attribute("target"), clause.attribute("reason")))
                .toList();
        return Optional.of(new PluginMetadata(
                said.attribute("id"),
                said.attribute("name"),
                Headers.version(Headers.value(headers, "Bundle-Version")),
                said.attribute("author"),
                said.attribute("description"),
                said.attribute("license"),
                said.attribute("category"),
                Set.copyOf(Headers.list(said.attribute("tags"))),
                ANY,
                List.of(),
                List.of(),
                permissions,
                Set.of()));
    }

    private static List<Clause> clauses(Map<String, String> headers, String header, String namespace) {
        return Headers.clauses(headers, header).stream()
                .filter(clause -> clause.paths().contains(namespace))
                .toList();
    }
}
