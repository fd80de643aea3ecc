package dev.pergola.sandbox;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Where the tasks of plugins run. An OSGi service; safe for use from several threads. */
@ProviderType
public interface Placements {
    /** Where the tasks of a plugin's current version run now. Empty where none is running. */
    Optional<Placement> of(String pluginId);
}
