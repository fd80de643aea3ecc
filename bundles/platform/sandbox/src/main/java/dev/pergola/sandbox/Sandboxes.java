package dev.pergola.sandbox;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The sandboxes that are there. An OSGi service; safe for use from several threads. */
@ProviderType
public interface Sandboxes {
    /** Those whose plugin has been started in them, oldest first. */
    List<Sandbox> list();

    /**
     * Whether calls of a plugin that can run anywhere, its tasks, run in a sandbox.
     *
     * @param pluginId the plugin, installed or not
     */
    boolean isSandboxed(String pluginId);

    /**
     * Ends a plugin's sandboxes, with whatever runs in them; the next call gets a new one.
     *
     * @return how many there were
     */
    int end(String pluginId);
}
