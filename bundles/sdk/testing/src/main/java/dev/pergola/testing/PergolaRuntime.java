package dev.pergola.testing;

import dev.pergola.api.PluginDefinition;
import dev.pergola.api.event.Subscription;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.launcher.Kernel;
import dev.pergola.launcher.configuration.Assignment;
import dev.pergola.launcher.configuration.ConfigurationLoader;
import dev.pergola.launcher.configuration.Settings;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.testing.internal.BuiltPlugins;
import dev.pergola.testing.internal.BundleJar;
import dev.pergola.testing.internal.ClassPathBundle;
import dev.pergola.testing.internal.Folders;
import dev.pergola.testing.internal.RuntimeBundles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * A running platform in this JVM, without HTTP and shell, in a folder of its own that is removed at the end. Tests get
 * one from {@link PergolaTest}; others make one with {@link #builder()}. Safe for use from several threads, except for
 * {@link #restart()} and {@link #close()}.
 */
public final class PergolaRuntime implements AutoCloseable {
    static final String ACTOR = "test";
    private final Path home;
    private final Settings settings;
    private final List<Path> jars;
    private final String sharedPackages;
    private final BuiltPlugins built = new BuiltPlugins();
    private final EventRecorder events = new EventRecorder();
    private volatile Kernel kernel;
    private volatile Subscription recording;

    private PergolaRuntime(Path home, Settings settings) {
        this.home = home;
        this.settings = settings;
        RuntimeBundles bundles = new RuntimeBundles();
        jars = bundles.jars(home.resolve("bundles"));
        sharedPackages = bundles.sharedPackages();
        kernel = startKernel();
        recording = startRecording(0);
    }

    /** Begins with a runtime that has no plugins. */
    public static Builder builder() {
        return new Builder();
    }

    private Kernel startKernel() {
        return Kernel.builder(settings)
                .onlyBundles(jars)
                .export(sharedPackages)
                .activator(built)
                .start();
    }

    private Subscription startRecording(long after) {
        return service(PlatformEvents.class).replay(after, "*", events::record);
    }

    /** What happened. */
    public EventRecorder events() {
        return events;
    }

    /** Installs a plugin or library from its jar, or from a folder of classes with a manifest; says what became of it. */
    public DeploymentReport deploy(Path jarOrClasses) {
        return deploy(jarOrClasses, InstallOptions.DEFAULT);
    }

    /** The same, with options. */
    public DeploymentReport deploy(Path jarOrClasses, InstallOptions options) {
        return plugins().install(BundleJar.of(jarOrClasses, home.resolve("built")), options, ACTOR);
    }

    /** Installs a plugin that was made in code; says what became of it. */
    public DeploymentReport deploy(PluginDefinition plugin) {
        return plugins().install(built.jar(plugin, home.resolve("built")), InstallOptions.DEFAULT, ACTOR);
    }

    /** Installs a plugin from its jar, or from a folder of classes; an {@link AssertionError} says why it did not. */
    public PluginClient install(Path jarOrClasses) {
        return client(deploy(jarOrClasses));
    }

    /** Installs a plugin that was made in code; an {@link AssertionError} says why it did not. */
    public PluginClient install(PluginDefinition plugin) {
        return client(deploy(plugin));
    }

    /** Installs a plugin of the test's class path by its id; an {@link AssertionError} says why it did not. */
    public PluginClient install(String pluginId) {
        return install(location(pluginId));
    }

    /** Where a plugin of the test's class path is: its jar, or the folder of its classes. */
    public static Path location(String pluginId) {
        return ClassPathBundle.all().stream()
                .filter(bundle -> bundle.plugin() && bundle.symbolicName().equals(pluginId))
                .findFirst()
                .map(ClassPathBundle::location)
                .orElseThrow(() -> new IllegalArgumentException("There is no plugin '" + pluginId
                        + "' on the test's class path; those that are there: " + ids()));
    }

    private static List<String> ids() {
        return ClassPathBundle.all().stream()
                .filter(ClassPathBundle::plugin)
                .map(ClassPathBundle::symbolicName)
                .toList();
    }

    /** A jar of a plugin, as it is dropped into a folder: the file itself, or one made of a folder of classes. */
    public Path jar(Path jarOrClasses) {
        return BundleJar.of(jarOrClasses, home.resolve("built"));
    }

    /** A jar of a plugin that was made in code. It works in this runtime only. */
    public Path jar(PluginDefinition plugin) {
        return built.jar(plugin, home.resolve("built"));
    }

    private PluginClient client(DeploymentReport report) {
        if (!report.succeeded()) {
            throw new AssertionError("Plugin '" + report.pluginId() + "' was not installed (" + report.outcome() + "): "
                    + report.problems());
        }
        return plugin(report.pluginId());
    }

    /** A client for a plugin, whether it is installed yet or not. */
    public PluginClient plugin(String pluginId) {
        return new PluginClient(this, pluginId);
    }

    /** The platform's own door to the life of plugins. */
    public PluginManager plugins() {
        return service(PluginManager.class);
    }

    /** The platform's own door to calls. */
    public PluginCalls calls() {
        return service(PluginCalls.class);
    }

    /** The extensions of the plugins that are active. */
    public ExtensionRegistry extensions() {
        return service(ExtensionRegistry.class);
    }

    /** The highest-ranked service of a type, of the platform or a plugin; an {@link AssertionError} where there is none. */
    public <T> T service(Class<T> type) {
        BundleContext context = kernel.context();
        // All references: the framework would leave out a service of ours that is registered under an internal type as
        // well, since it sees another copy of that type on the class path.
        return references(context, type).stream()
                .sorted(Comparator.reverseOrder())
                .map(context::getService)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no service " + type.getName()));
    }

    private static List<ServiceReference<?>> references(BundleContext context, Class<?> type) {
        try {
            ServiceReference<?> @Nullable [] found = context.getAllServiceReferences(type.getName(), null);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The framework's own context. */
    public BundleContext context() {
        return kernel.context();
    }

    /** The drop-in folder. It is watched where the setting {@code plugins.hot-reload} is true. */
    public Path pluginDirectory() {
        return home.resolve("plugins");
    }

    /** The data folder. */
    public Path data() {
        return home.resolve("data");
    }

    /** Stops the platform and starts it again on the same data, as an operator would. Services are others afterwards. */
    public void restart() {
        long seen = service(PlatformEvents.class).position();
        recording.close();
        kernel.close();
        kernel = startKernel();
        recording = startRecording(seen);
    }

    @Override
    public void close() {
        recording.close();
        kernel.close();
        Folders.delete(home);
    }

    /** What to start. Not safe for use from several threads. */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>(
                Map.of("http.enabled", "false", "shell.enabled", "false", "plugins.hot-reload", "false"));

        private Builder() {}

        /** Sets a key of the platform's configuration, such as {@code limits.execution-timeout} to {@code 2s}. */
        public Builder setting(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /** Watches {@link PergolaRuntime#pluginDirectory()}. */
        public Builder watching() {
            return setting("plugins.hot-reload", "true");
        }

        /** Starts it; what is wrong is in the exception's message. Nothing is left behind then. */
        public PergolaRuntime start() {
            Quiet.unlessConfigured();
            Path home = Folders.temporary();
            try {
                List<Assignment> assignments = new ArrayList<>();
                settings.forEach((key, value) -> assignments.add(Assignment.parse("setting", key + "=" + value)));
                return new PergolaRuntime(
                        home,
                        new ConfigurationLoader(home, home, Map.of())
                                .load(Optional.empty(), assignments, warning -> {}));
            } catch (RuntimeException e) {
                Folders.delete(home);
                throw e;
            }
        }
    }
}
