package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.store.Deployment;
import dev.pergola.store.Installation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts into effect what has passed the checks. The caller holds the family, and has kept the jar. */
final class Deployer {
    private final Registry registry;
    private final Deployments deployments;
    private final PluginConfigurations configurations;
    private final Stores stores;

    Deployer(Registry registry, Deployments deployments, PluginConfigurations configurations, Stores stores) {
        this.registry = registry;
        this.deployments = deployments;
        this.configurations = configurations;
        this.stores = stores;
    }

    /** Installs, and starts where that is wanted; the configuration goes back where that fails. */
    DeploymentReport deploy(Attempt attempt) {
        String id = attempt.descriptor().id();
        Map<String, Object> configuration = attempt.options().configuration();
        Map<String, Object> configured = configurations.stored(id);
        if (!configuration.isEmpty()) configurations.save(id, configuration, attempt.actor());
        if (!attempt.options().enable()) return disabled(attempt);
        Change change = attempt.change(registry);
        DeploymentReport report =
                deployments.make(change, stores.journal().begin(change.entry()).id());
        boolean undone = report.outcome() == Outcome.ROLLED_BACK || report.outcome() == Outcome.REFUSED;
        if (undone && !configuration.isEmpty()) {
            configurations.save(id, configured, attempt.actor());
            configurations.push(id);
        }
        return report;
    }

    private DeploymentReport disabled(Attempt attempt) {
        Descriptor descriptor = attempt.descriptor();
        Instant now = Instant.now();
        Installation installation = new Installation(
                descriptor.id(),
                descriptor.version().toString(),
                descriptor.kind(),
                descriptor.digest(),
                attempt.source(),
                registry.versions(descriptor.id()).isEmpty(),
                false,
                now,
                now);
        Change change = new Change(
                "install",
                descriptor,
                attempt.source(),
                Optional.empty(),
                true,
                false,
                attempt.verdicts(),
                attempt.actor());
        Deployment begun = stores.journal().begin(change.entry());
        stores.installations().save(installation);
        stores.holds().passed(descriptor);
        stores.journal().finish(begun.id(), Deployment.Outcome.COMMITTED, "installed, not enabled");
        Managed unloaded =
                new Managed(descriptor, installation, PluginState.UNLOADED, now, List.of(), Optional.empty());
        registry.move(unloaded, PluginState.LOADED, List.of(), Optional.empty(), attempt.actor());
        return attempt.report(begun.id(), "", Outcome.DONE, List.of());
    }

    /** Leaves what is there as it is, but for the file that it belongs to from now on where that has moved. */
    DeploymentReport settle(Attempt attempt) {
        Managed there = attempt.intent().replaces().orElseThrow();
        if (attempt.intent().operation().equals("adopt")) adopt(there, attempt.source());
        return attempt.report(0, there.version(), Outcome.UNCHANGED, there.problems());
    }

    void adopt(Managed there, String source) {
        Installation i = there.installation();
        Installation moved = new Installation(
                i.pluginId(),
                i.version(),
                i.kind(),
                i.digest(),
                source,
                i.current(),
                i.enabled(),
                i.installedAt(),
                i.lastUsedAt());
        stores.installations().save(moved);
        registry.put(there.with(moved));
    }
}
