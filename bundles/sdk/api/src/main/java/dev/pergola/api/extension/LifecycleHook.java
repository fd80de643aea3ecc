package dev.pergola.api.extension;

import dev.pergola.api.PluginContext;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes part in the plugin's life: {@code initialize} before the plugin becomes ACTIVE, {@code cleanup} after its last
 * call has ended. Both have a deadline; where initialize throws, the plugin does not become active.
 */
@ConsumerType
public interface LifecycleHook {
    /** Makes ready. */
    default void initialize(PluginContext context) throws Exception {}

    /** Gives back what initialize took. */
    default void cleanup() throws Exception {}
}
