package dev.pergola.lifecycle.internal;

import dev.pergola.api.AvailableResources;
import dev.pergola.api.Configuration;
import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.StateStore;
import dev.pergola.api.event.EventBus;
import dev.pergola.events.PlatformEvents.PluginBus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one instance of a plugin sees of its host. */
final class HostContext implements PluginContext {
    private final PluginMetadata plugin;
    private final Bundle bundle;
    private final Version engine;
    private final ScopedState state;
    private final PluginBus events;
    private final Supplier<Configuration> configuration;
    private final Path dataDirectory;
    private final AvailableResources resources;
    private final Admission admission;
    private final Logger logger;
    private volatile boolean open = true;
    private volatile boolean admitted;

    HostContext(
            PluginMetadata plugin,
            Bundle bundle,
            Version engine,
            ScopedState state,
            PluginBus events,
            Supplier<Configuration> configuration,
            Path dataDirectory,
            AvailableResources resources,
            Admission admission) {
        this.plugin = plugin;
        this.bundle = bundle;
        this.engine = engine;
        this.state = state;
        this.events = events;
        this.configuration = configuration;
        this.dataDirectory = dataDirectory;
        this.resources = resources;
        this.admission = admission;
        this.logger = LoggerFactory.getLogger("plugin." + plugin.id());
    }

    ScopedState scopedState() {
        return state;
    }

    /** Whether execution knows the instance, so that it can be called. */
    boolean isAdmitted() {
        return admitted;
    }

    void admitted() {
        admitted = true;
    }

    void close() {
        open = false;
        events.close();
        state.close();
    }

    @Override
    public PluginMetadata plugin() {
        return plugin;
    }

    @Override
    public Version engineVersion() {
        return engine;
    }

    /** Asked by the plugin's code, done by the platform: what that takes the plugin need not be granted. */
    @Override
    @SuppressWarnings("removal")
    public Configuration configuration() {
        checkOpen();
        return AccessController.doPrivileged((PrivilegedAction<Configuration>) configuration::get);
    }

    @Override
    public Logger logger() {
        return logger;
    }

    @Override
    public StateStore state() {
        checkOpen();
        return state;
    }

    @Override
    public EventBus events() {
        checkOpen();
        return events;
    }

    @Override
    public <T> Optional<T> service(Class<T> type) {
        return services(type).stream().findFirst();
    }

    @Override
    public <T> List<T> services(Class<T> type) {
        checkOpen();
        @Nullable BundleContext own = bundle.getBundleContext();
        if (own == null) throw new IllegalStateException("The plugin " + plugin.id() + " is not running");
        try {
            @Nullable ServiceReference<?>[] references = own.getServiceReferences(type.getName(), null);
            if (references == null) return List.of();
            return Arrays.stream(references)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.reverseOrder())
                    .map(own::getService)
                    .filter(Objects::nonNull)
                    .<T>map(type::cast)
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("A null filter has no syntax", e);
        }
    }

    @Override
    @SuppressWarnings("removal")
    public Path dataDirectory() {
        checkOpen();
        return AccessController.doPrivileged((PrivilegedAction<Path>) this::madeDataDirectory);
    }

    private Path madeDataDirectory() {
        try {
            return Files.createDirectories(dataDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException("The plugin's data directory cannot be made: " + dataDirectory, e);
        }
    }

    @Override
    public void requirePermission(String permission, String target) {
        checkOpen();
        admission.requireOfCallers(plugin.id(), Objects.requireNonNull(permission), Objects.requireNonNull(target));
    }

    @Override
    public boolean callerMay(String permission, String target) {
        checkOpen();
        return admission.callersMay(plugin.id(), Objects.requireNonNull(permission), Objects.requireNonNull(target));
    }

    @Override
    public AvailableResources resources() {
        return resources;
    }

    private void checkOpen() {
        if (!open) throw new IllegalStateException("The plugin " + plugin.id() + " has stopped; its context is closed");
    }
}
