package dev.pergola.api;

import dev.pergola.api.event.EventBus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Version;
import org.slf4j.Logger;

/**
 * A plugin's view of its host. Each plugin gets its own, as an OSGi service: {@code @Reference PluginContext context}.
 * It is valid while the plugin runs; after that its methods throw {@link IllegalStateException}.
 */
@ProviderType
public interface PluginContext {
    /** What this plugin says of itself. */
    PluginMetadata plugin();

    /** The platform's version. */
    Version engineVersion();

    /** The configuration as it is now. */
    Configuration configuration();

    /** The plugin's logger, {@code plugin.<id>}; the operator sets its level at run time. */
    Logger logger();

    /** What the plugin remembers across calls, reloads, updates and restarts. */
    StateStore state();

    /** The event bus. Subscriptions made through it end with the plugin. */
    EventBus events();

    /** The highest-ranked service of a type that another plugin or the platform offers. */
    <T> Optional<T> service(Class<T> type);

    /** All services of a type, highest-ranked first. */
    <T> List<T> services(Class<T> type);

    /** A directory of the plugin's own. It exists, survives updates, and goes with the plugin. */
    Path dataDirectory();

    /** What the plugin may use. */
    AvailableResources resources();
}
