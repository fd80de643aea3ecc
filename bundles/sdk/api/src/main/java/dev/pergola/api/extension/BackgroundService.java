package dev.pergola.api.extension;

import dev.pergola.api.PluginContext;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Works in the background while its plugin is active. During an update the platform runs one version's service at a
 * time: the old one has stopped before the new one starts.
 */
@ConsumerType
public interface BackgroundService {
    /** Starts and returns soon; the work goes on threads of the service's own. */
    void start(PluginContext context) throws Exception;

    /** Stops and waits for its threads to end. Called once for each start. */
    void stop() throws Exception;
}
