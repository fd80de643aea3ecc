package dev.pergola.api;

import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.api.annotation.EventTopics;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.EventListener;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.TaskProcessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * Makes a plugin in code, for tests and for hosts that embed Pergola. What is built carries the same metadata that the
 * annotations give. Not safe for use from several threads; what it builds is immutable.
 *
 * <pre>{@code
 * PluginDefinition plugin = PluginBuilder.plugin("greeter", "1.0.0")
 *     .author("Ada")
 *     .taskProcessor("GREET", (task, context) -> TaskResult.of(Map.of("text", "Hello")))
 *     .build();
 * }</pre>
 */
public final class PluginBuilder {
    private final String id;
    private final Version version;
    private String name;
    private String author = "unknown";
    private String description = "";
    private String license = "";
    private String category = "general";
    private VersionRange engine = new VersionRange("[1.0,2.0)");
    private final Set<String> tags = new LinkedHashSet<>();
    private final Set<String> nodeTypes = new LinkedHashSet<>();
    private final List<PluginDependency> dependencies = new ArrayList<>();
    private final List<PluginDependency> conflicts = new ArrayList<>();
    private final List<PermissionRequest> permissions = new ArrayList<>();
    private final List<PluginDefinition.Contribution<?>> contributions = new ArrayList<>();

    private PluginBuilder(String id, Version version) {
        this.id = id;
        this.version = version;
        this.name = id;
    }

    /** Begins a plugin with this identity. */
    public static PluginBuilder plugin(String id, String version) {
        return new PluginBuilder(id, Version.parseVersion(version));
    }

    /** What people call it; without this, its id. */
    public PluginBuilder name(String name) {
        this.name = name;
        return this;
    }

    /** Who wrote it. */
    public PluginBuilder author(String author) {
        this.author = author;
        return this;
    }

    /** What it does. */
    public PluginBuilder description(String description) {
        this.description = description;
        return this;
    }

    /** Its licence, as an SPDX expression. */
    public PluginBuilder license(String license) {
        this.license = license;
        return this;
    }

    /** Its category. */
    public PluginBuilder category(String category) {
        this.category = category;
        return this;
    }

    /** Words to find it by. */
    public PluginBuilder tags(String... tags) {
        this.tags.addAll(List.of(tags));
        return this;
    }

    /** The engine versions it works with, as an OSGi version range. */
    public PluginBuilder engine(String range) {
        this.engine = new VersionRange(range);
        return this;
    }

    /** A plugin it needs, with an OSGi version range. */
    public PluginBuilder dependsOn(String plugin, String range) {
        dependencies.add(new PluginDependency(plugin, new VersionRange(range)));
        return this;
    }

    /** A plugin it cannot run beside, with an OSGi version range. */
    public PluginBuilder conflictsWith(String plugin, String range) {
        conflicts.add(new PluginDependency(plugin, new VersionRange(range)));
        return this;
    }

    /** A permission it asks for. */
    public PluginBuilder requestPermission(String permission, String target) {
        permissions.add(new PermissionRequest(permission, target, ""));
        return this;
    }

    /** Node types it brings. */
    public PluginBuilder nodeTypes(String... types) {
        nodeTypes.addAll(List.of(types));
        return this;
    }

    /** Code to run before it becomes active. */
    public PluginBuilder onInitialize(Initializer initializer) {
        return extension(LifecycleHook.class, new LifecycleHook() {
            @Override
            public void initialize(PluginContext context) throws Exception {
                initializer.initialize(context);
            }
        });
    }

    /** Something that does tasks of a type. */
    public PluginBuilder taskProcessor(String type, TaskProcessor processor) {
        return extension(
                TaskProcessor.class, processor, Map.of(TaskTypes.PROPERTY, List.of(type), Named.PROPERTY, type));
    }

    /** Something that hears events of a topic. */
    public PluginBuilder onEvent(String topic, EventListener listener) {
        return extension(EventListener.class, listener, Map.of(EventTopics.PROPERTY, List.of(topic)));
    }

    /** An extension of any type. */
    public <E> PluginBuilder extension(Class<E> type, E extension) {
        return extension(type, extension, Map.of());
    }

    /** An extension of any type, with service properties. */
    public <E> PluginBuilder extension(Class<E> type, E extension, Map<String, Object> attributes) {
        contributions.add(new PluginDefinition.Contribution<>(type, extension, new LinkedHashMap<>(attributes)));
        return this;
    }

    /** The plugin. Throws {@link InvalidMetadataException} where a field is missing or wrong. */
    public PluginDefinition build() {
        return new PluginDefinition(
                new PluginMetadata(
                        id,
                        name,
                        version,
                        author,
                        description,
                        license,
                        category,
                        tags,
                        engine,
                        dependencies,
                        conflicts,
                        permissions,
                        nodeTypes),
                contributions);
    }

    /** Code that makes a plugin ready. */
    @FunctionalInterface
    public interface Initializer {
        /** Makes ready; what it throws keeps the plugin from becoming active. */
        void initialize(PluginContext context) throws Exception;
    }
}
