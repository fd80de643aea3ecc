package dev.pergola.worker;

import dev.pergola.api.Configuration;
import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the plugin up in this framework, at the locations that its bundles have in the kernel. */
final class Loader {
    private final BundleContext framework;
    private final Questions kernel;
    private final LongConsumer handled;

    Loader(BundleContext framework, Questions kernel, LongConsumer handled) {
        this.framework = framework;
        this.kernel = kernel;
        this.handled = handled;
    }

    /** The plugin and its event bus, once it runs. */
    record Loaded(HostedPlugin plugin, RemoteEvents events) {}

    Loaded load(Message.Load load) throws Exception {
        Message.Plugin plugin = load.plugin();
        WorkerLog.level(plugin.id(), load.environment().logLevel());
        configure(plugin.id(), load.components());
        Logger logger = LoggerFactory.getLogger("plugin." + plugin.id());
        RemoteEvents events = new RemoteEvents(kernel, handled, logger);
        AtomicReference<@Nullable Bundle> bundle = new AtomicReference<>();
        RemoteContext context = new RemoteContext(
                metadata(plugin),
                load.environment(),
                Configuration.of(load.configuration()),
                new RemoteState(kernel),
                events,
                logger,
                () -> {
                    Bundle own = bundle.get();
                    return own == null ? null : own.getBundleContext();
                });
        framework.registerService(PluginContext.class, context, null);
        bundle.set(install(load.bundles()));
        Bundle own = bundle.get();
        if (own == null) throw new IllegalArgumentException("There is no plugin to load");
        own.start(Bundle.START_TRANSIENT);
        HostedPlugin hosted = new HostedPlugin(framework, own, context);
        hosted.initialize();
        return new Loaded(hosted, events);
    }

    /** Gives the last. */
    private @Nullable Bundle install(List<Jar> jars) throws IOException, BundleException {
        Bundle last = null;
        for (Jar jar : jars) {
            try (InputStream content = Files.newInputStream(Path.of(jar.path()))) {
                last = framework.installBundle(jar.location(), content);
            }
        }
        return last;
    }

    private void configure(String pluginId, Map<String, Object> components) throws IOException {
        ServiceReference<ConfigurationAdmin> reference = framework.getServiceReference(ConfigurationAdmin.class);
        if (reference == null) throw new IllegalStateException("There is no ConfigurationAdmin");
        ConfigurationAdmin admin = framework.getService(reference);
        // At the place that the plugin's rows have the permission for; without it its components would get none.
        for (Map.Entry<String, Object> component : components.entrySet()) {
            if (component.getValue() instanceof Map<?, ?> values)
                admin.getConfiguration(component.getKey(), "?" + pluginId).update(dictionary(values));
        }
    }

    private static Dictionary<String, Object> dictionary(Map<?, ?> values) {
        Dictionary<String, Object> dictionary = new Hashtable<>();
        values.forEach((key, value) -> {
            // Components take lists for arrays, and ConfigurationAdmin takes no other kind of list.
            if (value instanceof List<?> items) dictionary.put(String.valueOf(key), new ArrayList<>(items));
            else if (value != null) dictionary.put(String.valueOf(key), value);
        });
        return dictionary;
    }

    private static PluginMetadata metadata(Message.Plugin plugin) {
        return new PluginMetadata(
                plugin.id(),
                plugin.name(),
                Version.parseVersion(plugin.version()),
                plugin.author(),
                plugin.description(),
                plugin.license(),
                plugin.category(),
                Set.copyOf(plugin.tags()),
                VersionRange.valueOf(plugin.engine()),
                dependencies(plugin.dependencies()),
                dependencies(plugin.conflicts()),
                permissions(plugin.permissions()),
                Set.copyOf(plugin.nodeTypes()));
    }

    private static List<PluginDependency> dependencies(List<String> texts) {
        List<PluginDependency> all = new ArrayList<>();
        for (int i = 0; i + 1 < texts.size(); i += 2)
            all.add(new PluginDependency(texts.get(i), VersionRange.valueOf(texts.get(i + 1))));
        return all;
    }

    private static List<PermissionRequest> permissions(List<String> texts) {
        List<PermissionRequest> all = new ArrayList<>();
        for (int i = 0; i + 2 < texts.size(); i += 3)
            all.add(new PermissionRequest(texts.get(i), texts.get(i + 1), texts.get(i + 2)));
        return all;
    }
}
