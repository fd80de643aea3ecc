package dev.pergola.execution;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which instance of a plugin gets the calls. The lifecycle admits an instance when its bundle has started; callers
 * reach it when it becomes current, or by naming its version once it is open.
 */
@ProviderType
public interface PluginRoutes {
    /**
     * Makes an instance known. Only {@link PluginCalls#callInstance} reaches it until it is opened or becomes current.
     */
    void admit(PluginInstance instance);

    /** Lets callers who name its version reach an instance. */
    void open(PluginInstance instance);

    /**
     * Makes instances, of different plugins, the ones that callers get who name no version: all of them at the same
     * moment. A call that began before runs to its end where it is.
     */
    void makeCurrent(Collection<PluginInstance> instances);

    /** The current instance of a plugin. */
    Optional<PluginInstance> current(String pluginId);

    /**
     * Closes an instance to new calls, and waits for those that run.
     *
     * @return whether they all ended within the time; those that did not have been interrupted and counted as cancelled
     */
    boolean drain(PluginInstance instance, Duration time);

    /** Forgets an instance and lets go of everything of its class loader. */
    void remove(PluginInstance instance);
}
