package dev.pergola.worker;

import dev.pergola.api.Configuration;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.worker.host.Components;
import dev.pergola.worker.host.Host;
import dev.pergola.worker.link.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the plugin up, with a context that has from the kernel what only that has. */
final class Loader {
    private final Questions kernel;
    private final LongConsumer handled;

    Loader(Questions kernel, LongConsumer handled) {
        this.kernel = kernel;
        this.handled = handled;
    }

    /** The plugin and its event bus, once it runs. */
    record Loaded(HostedPlugin plugin, RemoteEvents events) {}

    Loaded load(Message.Load load, Host host) throws Exception {
        Message.Plugin plugin = load.plugin();
        WorkerLog.level(plugin.id(), load.environment().logLevel());
        Logger logger = LoggerFactory.getLogger("plugin." + plugin.id());
        RemoteEvents events = new RemoteEvents(kernel, handled, logger);
        AtomicReference<@Nullable Components> own = new AtomicReference<>();
        RemoteContext context = new RemoteContext(
                metadata(plugin),
                load.environment(),
                Configuration.of(load.configuration()),
                new RemoteState(kernel),
                events,
                logger,
                own::get);
        Components components = host.load(load, context);
        own.set(components);
        components.start();
        HostedPlugin hosted = new HostedPlugin(components, context);
        hosted.initialize();
        return new Loaded(hosted, events);
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
