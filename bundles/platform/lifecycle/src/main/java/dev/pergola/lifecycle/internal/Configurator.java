package dev.pergola.lifecycle.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.ConfigurationRevision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows and changes the configuration of a plugin. One that does not run is asked nothing: its Metatype has to do. */
final class Configurator {
    /** How long components may take to take up what was set before the answer says that they have not. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Manager manager;
    private final Artifacts artifacts;
    private final PluginConfigurations configurations;
    private final ConfigurationRules rules;
    private final AuditLog audit;
    private final PlatformEvents events;

    Configurator(
            Manager manager,
            Artifacts artifacts,
            PluginConfigurations configurations,
            ConfigurationRules rules,
            AuditLog audit,
            PlatformEvents events) {
        this.manager = manager;
        this.artifacts = artifacts;
        this.configurations = configurations;
        this.rules = rules;
        this.audit = audit;
        this.events = events;
    }

    ConfigurationView view(String pluginId) {
        return view(manager.require(pluginId), Optional.empty(), false);
    }

    private ConfigurationView view(Managed managed, Optional<DeploymentReport> tried, boolean underWay) {
        ConfigurationShape shape = shape(managed);
        List<ConfigurationRevision> history = configurations.history(managed.id());
        SchemaSection added = managed.live().isPresent()
                ? rules.schema(managed).section()
                : ConfigurationCode.unasked(jar(managed), shape, history);
        return new ConfigurationView(
                managed.id(),
                configurations.effective(managed.id(), shape),
                shape.schema(added),
                history,
                tried,
                underWay);
    }

    private ConfigurationShape shape(Managed managed) {
        return ConfigurationShape.of(managed.id(), jar(managed));
    }

    private Path jar(Managed managed) {
        return artifacts.path(managed.descriptor().digest());
    }

    /** Where the plugin should run and does not, it is tried again: it may have failed for want of this. */
    ConfigurationView configure(String pluginId, Map<String, Object> values, String actor) {
        Managed managed = manager.require(pluginId);
        Map<String, Object> checked = check(managed, values);
        boolean again = Manager.lacksRunning(managed);
        var revision = configurations.save(pluginId, checked, actor);
        boolean takenUp = configurations.pushAndWait(pluginId, PATIENCE);
        audit.append(new AuditEntry(
                0, Instant.now(), actor, "plugin.configure", pluginId, "ok", Map.of("revision", revision.revision())));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("plugin", pluginId);
        data.put("revision", revision.revision());
        data.put("keys", List.copyOf(checked.keySet()));
        data.put("tried", again);
        events.publish(Topics.CONFIGURATION, data);
        Optional<DeploymentReport> tried =
                again ? Optional.of(manager.start("start", managed, actor)) : Optional.empty();
        return view(manager.require(pluginId), tried, !takenUp && !again);
    }

    private Map<String, Object> check(Managed managed, Map<String, Object> values) {
        if (managed.live().isEmpty()) return check(managed.id(), jar(managed), values);
        Map<String, Object> checked =
                shape(managed).validate(rules.schema(managed).section(), values);
        rules.validate(managed, checked);
        return checked;
    }

    /** Checks what can be checked of values before anything of the jar runs, and gives them with their proper types. */
    static Map<String, Object> check(String pluginId, Path jar, Map<String, Object> values) {
        ConfigurationShape shape = ConfigurationShape.of(pluginId, jar);
        return shape.validate(ConfigurationCode.unasked(jar, shape, List.of()), values);
    }
}
