package dev.pergola.sandbox.internal;

import dev.pergola.api.AvailableResources;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.execution.PluginFiles;
import dev.pergola.execution.PluginInstance;
import dev.pergola.sandbox.internal.FlatImages.Flat;
import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;

/** What a sandbox has to be told to run a plugin as the kernel does: jars, configuration, permissions. */
final class Images {
    private final PluginFiles files;
    private final ConfigurationAdmin configurations;
    private final PermissionRows permissions;
    private final Optional<FlatImages> flat;

    /** Without flat ones, each plugin gets a framework. */
    Images(
            PluginFiles files,
            ConfigurationAdmin configurations,
            PermissionRows permissions,
            Optional<FlatImages> flat) {
        this.files = files;
        this.configurations = configurations;
        this.permissions = permissions;
        this.flat = flat;
    }

    Message.Load of(PluginInstance instance) {
        PluginMetadata plugin = instance.metadata();
        List<Bundle> bundles = bundles(instance.bundle());
        Optional<Flat> without = flat.flatMap(images -> images.of(bundles));
        List<Message.Jar> jars = jars(bundles, without);
        AvailableResources resources = instance.context().resources();
        return new Message.Load(
                plugin(plugin),
                jars,
                instance.context().configuration().values(),
                configurations(plugin.id()),
                without.map(Flat::components).orElse(List.of()),
                permissions.of(locations(jars)),
                permissions.until(),
                new Message.Environment(
                        instance.context().engineVersion().toString(),
                        instance.context().dataDirectory().toString(),
                        resources.processors(),
                        resources.memoryBytes(),
                        resources.storageBytes(),
                        resources.executionTimeoutMillis(),
                        level(instance.context().logger())));
    }

    static List<String> locations(List<Message.Jar> jars) {
        return jars.stream().map(Message.Jar::location).toList();
    }

    /** Its own, after those that it is wired to. */
    private List<Bundle> bundles(Bundle plugin) {
        Set<Bundle> all = new LinkedHashSet<>();
        collect(plugin, all);
        List<Bundle> order = new ArrayList<>(all);
        Collections.reverse(order);
        return order;
    }

    private List<Message.Jar> jars(List<Bundle> bundles, Optional<Flat> flat) {
        List<Message.Jar> jars = new ArrayList<>();
        for (Bundle bundle : bundles) {
            String location = bundle.getLocation();
            Path jar = files.jar(bundle)
                    .orElseThrow(() -> new IllegalStateException("The jar of " + bundle + " is not to be had"));
            jars.add(new Message.Jar(
                    location,
                    jar.toString(),
                    flat.map(parts -> parts.imports().get(location)).orElse(Map.of())));
        }
        return jars;
    }

    private void collect(Bundle bundle, Set<Bundle> all) {
        if (!all.add(bundle)) return;
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) return;
        for (BundleWire wire : wiring.getRequiredWires(null)) {
            Bundle provider = wire.getProvider().getBundle();
            if (files.jar(provider).isPresent()) collect(provider, all);
        }
    }

    private Map<String, Object> configurations(String pluginId) {
        try {
            Configuration @Nullable [] found = configurations.listConfigurations(
                    "(" + org.osgi.framework.Constants.SERVICE_PID + "=" + pluginId + ")");
            Map<String, Object> all = new LinkedHashMap<>();
            if (found == null) return all;
            for (Configuration each : found) all.put(each.getPid(), properties(each));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("An id of a plugin needs no escapes", e);
        }
    }

    private static Map<String, Object> properties(Configuration configuration) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String key : Collections.list(configuration.getProperties().keys())) {
            Object value = configuration.getProperties().get(key);
            if (value.getClass().isArray()) properties.put(key, list(value));
            else if (value instanceof Collection<?> items) properties.put(key, List.copyOf(items));
            else if (value instanceof Character) properties.put(key, value.toString());
            else properties.put(key, value);
        }
        return properties;
    }

    private static List<Object> list(Object array) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) items.add(Array.get(array, i));
        return items;
    }

    private static Message.Plugin plugin(PluginMetadata plugin) {
        List<String> permissions = new ArrayList<>();
        plugin.permissions()
                .forEach(asked -> permissions.addAll(List.of(asked.permission(), asked.target(), asked.reason())));
        return new Message.Plugin(
                plugin.id(),
                plugin.name(),
                plugin.version().toString(),
                plugin.author(),
                plugin.description(),
                plugin.license(),
                plugin.category(),
                List.copyOf(plugin.tags()),
                plugin.engine().toString(),
                texts(plugin.dependencies()),
                texts(plugin.conflicts()),
                permissions,
                List.copyOf(plugin.nodeTypes()));
    }

    private static List<String> texts(List<PluginDependency> dependencies) {
        List<String> texts = new ArrayList<>();
        dependencies.forEach(
                each -> texts.addAll(List.of(each.plugin(), each.versions().toString())));
        return texts;
    }

    /** The least that a logger has to say, by name. */
    static String level(Logger logger) {
        if (logger.isTraceEnabled()) return "TRACE";
        if (logger.isDebugEnabled()) return "DEBUG";
        if (logger.isInfoEnabled()) return "INFO";
        return logger.isWarnEnabled() ? "WARN" : "ERROR";
    }
}
