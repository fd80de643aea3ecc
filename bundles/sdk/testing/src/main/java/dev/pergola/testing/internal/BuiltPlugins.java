package dev.pergola.testing.internal;

import dev.pergola.api.PluginDefinition;
import dev.pergola.api.PluginDefinition.Contribution;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PluginDependency;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.VersionRange;

/**
 * Plugins made in code. Each becomes a jar with a manifest alone: the capabilities and requirements that the annotations
 * would have given. When its bundle starts, what the plugin brings is registered in the bundle's name.
 */
public final class BuiltPlugins implements BundleActivator, SynchronousBundleListener {
    private static final String KEY = "Pergola-Testing-Definition";
    private final Map<String, PluginDefinition> definitions = new ConcurrentHashMap<>();

    /** Writes the jar of a definition into a folder. */
    public Path jar(PluginDefinition definition, Path folder) {
        String key = UUID.randomUUID().toString();
        definitions.put(key, definition);
        PluginMetadata metadata = definition.metadata();
        try {
            Path jar = Files.createDirectories(folder).resolve(metadata.id() + "-" + key + ".jar");
            try (OutputStream file = Files.newOutputStream(jar)) {
                new JarOutputStream(file, manifest(metadata, key)).close();
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException("No jar could be made of plugin " + metadata.id(), e);
        }
    }

    @Override
    public void start(BundleContext context) {
        context.addBundleListener(this);
    }

    @Override
    public void stop(BundleContext context) {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() != BundleEvent.STARTING) return;
        Bundle bundle = event.getBundle();
        @Nullable String key = bundle.getHeaders("").get(KEY);
        @Nullable PluginDefinition definition = key == null ? null : definitions.get(key);
        @Nullable BundleContext context = bundle.getBundleContext();
        if (definition == null || context == null) return;
        for (Contribution<?> contribution : definition.contributions()) register(context, contribution);
    }

    private static <E> void register(BundleContext context, Contribution<E> contribution) {
        Dictionary<String, Object> properties = new Hashtable<>();
        contribution.attributes().forEach((name, value) -> properties.put(name, property(value)));
        context.registerService(contribution.type(), contribution.extension(), properties);
    }

    private static Object property(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toArray(String[]::new)
                : value;
    }

    static Manifest manifest(PluginMetadata metadata, String key) {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", metadata.id());
        headers.putValue("Bundle-Version", metadata.version().toString());
        headers.putValue("Bundle-Name", metadata.name());
        headers.putValue(
                "Import-Package",
                "dev.pergola.api, dev.pergola.api.event, dev.pergola.api.extension, dev.pergola.api.node");
        headers.putValue("Provide-Capability", String.join(",", capabilities(metadata)));
        headers.putValue("Require-Capability", String.join(",", requirements(metadata)));
        headers.putValue(KEY, key);
        return manifest;
    }

    private static List<String> capabilities(PluginMetadata metadata) {
        List<String> clauses = new ArrayList<>();
        clauses.add("pergola.plugin" + attribute("id", metadata.id()) + attribute("name", metadata.name())
                + attribute("author", metadata.author()) + attribute("description", metadata.description())
                + attribute("license", metadata.license()) + attribute("category", metadata.category())
                + list("tags", metadata.tags()));
        if (!metadata.nodeTypes().isEmpty()) clauses.add("pergola.node" + list("type", metadata.nodeTypes()));
        return clauses;
    }

    private static List<String> requirements(PluginMetadata metadata) {
        List<String> clauses = new ArrayList<>();
        clauses.add("pergola.engine" + filter(range(metadata.engine())));
        for (PluginDependency needed : metadata.dependencies()) {
            clauses.add("osgi.identity"
                    + filter("(&(osgi.identity=" + needed.plugin() + ")" + range(needed.versions()) + ")"));
        }
        for (PluginDependency rival : metadata.conflicts()) {
            clauses.add("pergola.conflict" + attribute("plugin", rival.plugin())
                    + attribute("versions", rival.versions().toString()) + ";effective:=pergola");
        }
        metadata.permissions()
                .forEach(permission -> clauses.add("pergola.permission"
                        + attribute("permission", permission.permission()) + attribute("target", permission.target())
                        + attribute("reason", permission.reason()) + ";effective:=pergola"));
        return clauses;
    }

    private static String range(VersionRange range) {
        return range.toFilterString("version");
    }

    private static String filter(String filter) {
        return ";filter:=\"" + filter + '"';
    }

    private static String attribute(String name, String value) {
        return value.isEmpty() ? "" : ";" + name + "=\"" + quoted(value) + '"';
    }

    private static String list(String name, Set<String> values) {
        if (values.isEmpty()) return "";
        String items = values.stream()
                .map(value -> value.replace("\\", "\\\\").replace(",", "\\,"))
                .collect(Collectors.joining(","));
        return ";" + name + ":List<String>=\"" + quoted(items) + '"';
    }

    /** A manifest has one line for each header: line breaks become spaces. Double quotes cannot be in metadata. */
    private static String quoted(String value) {
        return value.replace('\n', ' ');
    }
}
