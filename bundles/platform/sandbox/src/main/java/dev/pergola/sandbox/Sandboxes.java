package dev.pergola.sandbox;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The sandboxes that are there. An OSGi service; safe for use from several threads. */
@ProviderType
public interface Sandboxes {
    /** Those whose plugin has been started in them, oldest first. */
    List<Sandbox> list();

    /** How many processes are ready beside those, for plugins that have none yet. */
    int waiting();

    /** What contains them. Where that has not been found out yet, it is now, which takes a second or so. */
    Isolation isolation();

    /**
     * Ends a plugin's sandboxes, with whatever runs in them; the next call gets a new one.
     *
     * @return how many there were
     */
    int end(String pluginId);
}
