package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.store.Installation.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.utils.resource.RequirementImpl;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;

/**
 * What a jar says of itself.
 *
 * @param id plugin id, which is the symbolic name; or a library's symbolic name
 * @param version version
 * @param digest SHA-256 of the jar
 * @param headers main attributes of the manifest
 * @param metadata the plugin's metadata; empty for a library
 * @param capabilities what it provides
 * @param requirements what it cannot do without: mandatory, and effective when it is resolved
 */
record Descriptor(
        String id,
        Version version,
        String digest,
        Map<String, String> headers,
        Optional<PluginMetadata> metadata,
        List<Capability> capabilities,
        List<RequirementImpl> requirements) {

    Kind kind() {
        return metadata.isPresent() ? Kind.PLUGIN : Kind.LIBRARY;
    }

    boolean isPlugin() {
        return metadata.isPresent();
    }

    /** The plugins that it needs; none for a library. */
    List<PluginDependency> dependencies() {
        return metadata.map(PluginMetadata::dependencies).orElse(List.of());
    }

    @Override
    public String toString() {
        return id + " " + version;
    }
}
