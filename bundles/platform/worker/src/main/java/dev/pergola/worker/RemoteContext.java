package dev.pergola.worker;

import dev.pergola.api.AvailableResources;
import dev.pergola.api.Configuration;
import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.StateStore;
import dev.pergola.api.event.EventBus;
import dev.pergola.worker.host.Components;
import dev.pergola.worker.link.Message.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.slf4j.Logger;

/**
 * The plugin's view of its host, from within a sandbox. State and events are with the kernel; services are those of the
 * plugin's own components, as those of others are in another process.
 */
final class RemoteContext implements PluginContext {
    private final PluginMetadata plugin;
    private final Environment environment;
    private final Configuration configuration;
    private final StateStore state;
    private final EventBus events;
    private final Logger logger;
    private final Supplier<@Nullable Components> components;

    RemoteContext(
            PluginMetadata plugin,
            Environment environment,
            Configuration configuration,
            StateStore state,
            EventBus events,
            Logger logger,
            Supplier<@Nullable Components> components) {
        this.plugin = plugin;
        this.environment = environment;
        this.configuration = configuration;
        this.state = state;
        this.events = events;
        this.logger = logger;
        this.components = components;
    }

    @Override
    public PluginMetadata plugin() {
        return plugin;
    }

    @Override
    public Version engineVersion() {
        return Version.parseVersion(environment.engine());
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Logger logger() {
        return logger;
    }

    @Override
    public StateStore state() {
        return state;
    }

    @Override
    public EventBus events() {
        return events;
    }

    @Override
    public <T> Optional<T> service(Class<T> type) {
        return services(type).stream().findFirst();
    }

    @Override
    public <T> List<T> services(Class<T> type) {
        Components own = components.get();
        if (own == null) throw new IllegalStateException("The plugin " + plugin.id() + " is not running");
        return own.services(type);
    }

    @Override
    @SuppressWarnings("removal") // The folder is the platform's to make.
    public Path dataDirectory() {
        return AccessController.doPrivileged((PrivilegedAction<Path>) () -> {
            try {
                return Files.createDirectories(Path.of(environment.dataDirectory()));
            } catch (IOException e) {
                throw new UncheckedIOException("The plugin's data directory cannot be made", e);
            }
        });
    }

    /** In a sandbox nobody else's code calls the plugin's. */
    @Override
    public void requirePermission(String permission, String target) {
        if (!callerMay(permission, target))
            throw new SecurityException("The caller may not " + permission + " " + target);
    }

    @Override
    public boolean callerMay(String permission, String target) {
        if (permission.startsWith(plugin.id() + ".")) return true;
        throw new IllegalArgumentException("The plugin " + plugin.id() + " defines no permission " + permission);
    }

    @Override
    public AvailableResources resources() {
        return new AvailableResources(
                environment.processors(),
                environment.memoryBytes(),
                environment.storageBytes(),
                environment.timeoutMillis());
    }
}
