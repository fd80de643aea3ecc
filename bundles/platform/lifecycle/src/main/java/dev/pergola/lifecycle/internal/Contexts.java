package dev.pergola.lifecycle.internal;

import dev.pergola.api.AvailableResources;
import dev.pergola.api.Configuration;
import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.events.PlatformEvents;
import dev.pergola.store.PluginStates;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Gives each instance of a plugin its own {@link PluginContext}, as an OSGi service. */
final class Contexts implements ServiceFactory<PluginContext> {
    private final LifecycleSettings settings;
    private final PluginStates states;
    private final PlatformEvents events;
    private final PluginConfigurations configurations;
    private final Admission admission;
    private final Map<Bundle, HostContext> contexts = new ConcurrentHashMap<>();
    private final Map<String, Object> stateLocks = new ConcurrentHashMap<>();

    Contexts(
            LifecycleSettings settings,
            PluginStates states,
            PlatformEvents events,
            PluginConfigurations configurations,
            Admission admission) {
        this.settings = settings;
        this.states = states;
        this.events = events;
        this.configurations = configurations;
        this.admission = admission;
    }

    /**
     * Makes the context of a new instance. Its writes to the state are kept aside until it is promoted.
     *
     * @param shape read before, as the jar is not the plugin's to read
     */
    HostContext create(PluginMetadata plugin, Bundle bundle, ConfigurationShape shape) {
        ScopedState state = new ScopedState(
                plugin.id(),
                settings.storageBytes(),
                states,
                stateLocks.computeIfAbsent(plugin.id(), id -> new Object()),
                true);
        HostContext context = new HostContext(
                plugin,
                bundle,
                settings.engine(),
                state,
                events.busFor(plugin.id()),
                () -> Configuration.of(configurations.effective(plugin.id(), shape)),
                dataDirectory(plugin.id()),
                new AvailableResources(
                        Runtime.getRuntime().availableProcessors(),
                        settings.memoryBytes(),
                        settings.storageBytes(),
                        settings.limits().timeout().toMillis()),
                admission);
        contexts.put(bundle, context);
        return context;
    }

    void close(Bundle bundle) {
        @Nullable HostContext context = contexts.remove(bundle);
        if (context != null) context.close();
    }

    java.nio.file.Path dataDirectory(String pluginId) {
        return settings.data().resolve("plugin-data").resolve(pluginId);
    }

    @Override
    public @Nullable PluginContext getService(Bundle bundle, ServiceRegistration<PluginContext> registration) {
        return contexts.get(bundle);
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<PluginContext> registration, PluginContext service) {}
}
