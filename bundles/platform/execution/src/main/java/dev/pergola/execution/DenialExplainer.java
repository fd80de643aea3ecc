package dev.pergola.execution;

import java.security.Permission;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says in words what a plugin was denied, and what to do about it, for the message of the call that ended with that.
 * Offered as an OSGi service by whoever knows what was granted; calls go on without one.
 */
@ConsumerType
@FunctionalInterface
public interface DenialExplainer {
    /** What is said where nobody knows. */
    DenialExplainer SILENT = (pluginId, permission) -> "";

    /**
     * Explains. Asked on the thread of the call, once the plugin's code has been left.
     *
     * @param permission what was asked for; its class may be a plugin's
     */
    String explain(String pluginId, Permission permission);
}
