package dev.pergola.testing.fake;

import dev.pergola.api.AvailableResources;
import dev.pergola.api.Configuration;
import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin's view of a host that is not there. Each {@code with} method gives a changed copy; copies share what they do
 * not change, the state store and the event bus with it.
 */
public final class FakePluginContext implements PluginContext {
    private final PluginMetadata plugin;
    private final Configuration configuration;
    private final StateStore state;
    private final FakeEventBus events;
    private final List<Object> services;
    private final Optional<Path> dataDirectory;
    private final List<String> lacking;

    private FakePluginContext(
            PluginMetadata plugin,
            Configuration configuration,
            StateStore state,
            FakeEventBus events,
            List<Object> services,
            Optional<Path> dataDirectory,
            List<String> lacking) {
        this.plugin = plugin;
        this.configuration = configuration;
        this.state = state;
        this.events = events;
        this.services = List.copyOf(services);
        this.dataDirectory = dataDirectory;
        this.lacking = List.copyOf(lacking);
    }

    /** The context of a plugin in version 1.0.0, with nothing in it. */
    public static FakePluginContext of(String pluginId) {
        return of(PluginBuilder.plugin(pluginId, "1.0.0").build().metadata());
    }

    /** The context of a plugin, with nothing in it. */
    public static FakePluginContext of(PluginMetadata plugin) {
        return new FakePluginContext(
                plugin,
                new FakeConfiguration(Map.of()),
                new FakeStateStore(),
                new FakeEventBus(plugin.id()),
                List.of(),
                Optional.empty(),
                List.of());
    }

    /** With this configuration. */
    public FakePluginContext withConfiguration(Map<String, Object> values) {
        return new FakePluginContext(
                plugin, new FakeConfiguration(values), state, events, services, dataDirectory, lacking);
    }

    /** With this state store, such as one with a small quota. */
    public FakePluginContext withState(StateStore state) {
        return new FakePluginContext(plugin, configuration, state, events, services, dataDirectory, lacking);
    }

    /** With another service; those given first come first. */
    public FakePluginContext withService(Object service) {
        List<Object> more = new ArrayList<>(services);
        more.add(service);
        return new FakePluginContext(plugin, configuration, state, events, more, dataDirectory, lacking);
    }

    /** With this data directory. */
    public FakePluginContext withDataDirectory(Path directory) {
        return new FakePluginContext(plugin, configuration, state, events, services, Optional.of(directory), lacking);
    }

    /** With callers who lack a permission that the plugin defines; without this they have all. */
    public FakePluginContext withCallersLacking(String permission) {
        List<String> more = new ArrayList<>(lacking);
        more.add(permission);
        return new FakePluginContext(plugin, configuration, state, events, services, dataDirectory, more);
    }

    @Override
    public PluginMetadata plugin() {
        return plugin;
    }

    @Override
    public Version engineVersion() {
        return new Version(1, 0, 0);
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("plugin." + plugin.id());
    }

    @Override
    public StateStore state() {
        return state;
    }

    @Override
    public FakeEventBus events() {
        return events;
    }

    @Override
    public <T> Optional<T> service(Class<T> type) {
        return services(type).stream().findFirst();
    }

    @Override
    public <T> List<T> services(Class<T> type) {
        return services.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public Path dataDirectory() {
        Path directory = dataDirectory.orElseThrow(() -> new IllegalStateException(
                "This context has no data directory: give it one by withDataDirectory, such as a @TempDir"));
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void requirePermission(String permission, String target) {
        if (!callerMay(permission, target)) {
            throw new SecurityException(
                    "Whoever calls " + plugin.id() + " has no permission for " + permission + " " + target);
        }
    }

    @Override
    public boolean callerMay(String permission, String target) {
        if (!permission.startsWith(plugin.id() + ".")) {
            throw new IllegalArgumentException("The plugin " + plugin.id() + " defines no permission " + permission);
        }
        return !lacking.contains(permission);
    }

    @Override
    public AvailableResources resources() {
        return new AvailableResources(
                Runtime.getRuntime().availableProcessors(), 256L << 20, FakeStateStore.DEFAULT_QUOTA, 60_000);
    }
}
