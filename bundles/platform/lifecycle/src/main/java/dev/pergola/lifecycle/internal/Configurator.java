package dev.pergola.lifecycle.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;

/** Shows and changes the configuration of a plugin. What it may be can only be asked of one that runs. */
final class Configurator {
    private final Manager manager;
    private final PluginConfigurations configurations;
    private final ConfigurationRules rules;
    private final AuditLog audit;
    private final PlatformEvents events;

    Configurator(
            Manager manager,
            PluginConfigurations configurations,
            ConfigurationRules rules,
            AuditLog audit,
            PlatformEvents events) {
        this.manager = manager;
        this.configurations = configurations;
        this.rules = rules;
        this.audit = audit;
        this.events = events;
    }

    ConfigurationView view(String pluginId) {
        Managed managed = manager.require(pluginId);
        Optional<Bundle> bundle = managed.live().map(Managed.Live::bundle);
        return new ConfigurationView(
                pluginId,
                bundle.map(b -> configurations.effective(pluginId, b)).orElseGet(() -> configurations.stored(pluginId)),
                bundle.map(b -> configurations.schema(
                                pluginId, b, rules.schema(managed).section()))
                        .orElse(Map.of()),
                configurations.history(pluginId));
    }

    ConfigurationView configure(String pluginId, Map<String, Object> values, String actor) {
        Managed managed = manager.require(pluginId);
        Bundle bundle = managed.live()
                .map(Managed.Live::bundle)
                .orElseThrow(() -> new InvalidConfigurationException(
                        pluginId,
                        List.of(new Problem(
                                "not-running",
                                pluginId + " is not running, so its configuration cannot be checked",
                                "plugin:enable " + pluginId
                                        + " first, or give the configuration with plugin:install"))));
        Map<String, Object> checked =
                configurations.validate(pluginId, bundle, rules.schema(managed).section(), values);
        rules.validate(managed, checked);
        var revision = configurations.save(pluginId, checked, actor);
        configurations.push(pluginId);
        audit.append(new AuditEntry(
                0, Instant.now(), actor, "plugin.configure", pluginId, "ok", Map.of("revision", revision.revision())));
        events.publish(
                Topics.CONFIGURATION,
                Map.of("plugin", pluginId, "revision", revision.revision(), "keys", List.copyOf(checked.keySet())));
        return view(pluginId);
    }
}
