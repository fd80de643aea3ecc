package dev.pergola.lifecycle.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.osgi.framework.Bundle;

/**
 * Shows and changes the configuration of a plugin, running or not: one that fails for want of a value must be given it
 * before it can run. What is declared is in its jar; what its code adds can only be asked of one that runs.
 */
final class Configurator {
    private final Manager manager;
    private final Artifacts artifacts;
    private final Bundles bundles;
    private final PluginConfigurations configurations;
    private final ConfigurationRules rules;
    private final AuditLog audit;
    private final PlatformEvents events;

    Configurator(
            Manager manager,
            Artifacts artifacts,
            Bundles bundles,
            PluginConfigurations configurations,
            ConfigurationRules rules,
            AuditLog audit,
            PlatformEvents events) {
        this.manager = manager;
        this.artifacts = artifacts;
        this.bundles = bundles;
        this.configurations = configurations;
        this.rules = rules;
        this.audit = audit;
        this.events = events;
    }

    ConfigurationView view(String pluginId) {
        Managed managed = manager.require(pluginId);
        return reading(
                managed,
                bundle -> new ConfigurationView(
                        pluginId,
                        configurations.effective(pluginId, bundle),
                        configurations.schema(
                                pluginId, bundle, rules.schema(managed).section()),
                        configurations.history(pluginId)));
    }

    ConfigurationView configure(String pluginId, Map<String, Object> values, String actor) {
        Managed managed = manager.require(pluginId);
        Map<String, Object> checked = reading(
                managed,
                bundle -> configurations.validate(
                        pluginId, bundle, rules.schema(managed).section(), values));
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

    private <T> T reading(Managed managed, Function<Bundle, T> read) {
        return managed.live()
                .map(live -> read.apply(live.bundle()))
                .orElseGet(() -> bundles.reading(
                        managed.descriptor(),
                        artifacts.path(managed.installation().digest()),
                        read));
    }
}
