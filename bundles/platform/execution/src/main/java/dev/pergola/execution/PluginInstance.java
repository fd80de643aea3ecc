package dev.pergola.execution;

import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import org.osgi.framework.Bundle;

/**
 * A started bundle of a plugin. Two instances of one plugin, even of one version, can be there at a time: during an
 * update, and where several versions are installed side by side.
 *
 * @param metadata what it is
 * @param bundle its bundle
 * @param context its view of the host
 * @param limits what its calls may use
 */
public record PluginInstance(PluginMetadata metadata, Bundle bundle, PluginContext context, Limits limits) {
    @Override
    public String toString() {
        return metadata.id() + " " + metadata.version() + " (bundle " + bundle.getBundleId() + ")";
    }
}
