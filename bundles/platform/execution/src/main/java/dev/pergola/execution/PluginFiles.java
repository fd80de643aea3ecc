package dev.pergola.execution;

import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;

/**
 * The jars that bundles were installed from, for tiers that load them once more elsewhere. An OSGi service that whoever
 * installs plugins offers.
 */
@ProviderType
public interface PluginFiles {
    /** The jar of a plugin's or library's bundle, which nobody changes; empty for other bundles. */
    Optional<Path> jar(Bundle bundle);
}
