package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.Installation;
import dev.pergola.store.Installations;
import dev.pergola.store.Quarantine;
import dev.pergola.store.Quarantines;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back what ran. The framework starts empty each time; what the store says is installed is installed again from
 * the kept jars. A deployment that a crash cut off had either been committed, and then its result is what the store says,
 * or not, and then there is nothing of it to undo; only the files of what was uninstalled may still have to go.
 */
final class Boot {
    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);
    private final Artifacts artifacts;
    private final Registry registry;
    private final Installations installations;
    private final DeploymentJournal journal;
    private final Quarantines quarantines;
    private final Leftovers leftovers;

    Boot(
            Artifacts artifacts,
            Registry registry,
            Installations installations,
            DeploymentJournal journal,
            Quarantines quarantines,
            Leftovers leftovers) {
        this.artifacts = artifacts;
        this.registry = registry;
        this.installations = installations;
        this.journal = journal;
        this.quarantines = quarantines;
        this.leftovers = leftovers;
    }

    /** Puts into the registry what should run; starts nothing. */
    void load() throws IOException {
        artifacts.open();
        for (Deployment cut : journal.pending()) {
            if (Leftovers.remain(cut)) {
                leftovers.removeAtLast(cut, !installations.of(cut.pluginId()).isEmpty());
                continue;
            }
            LOG.warn(
                    "{} of {} {} was cut off at '{}' by a crash and has been undone",
                    cut.operation(),
                    cut.pluginId(),
                    cut.toVersion(),
                    cut.step());
            journal.finish(cut.id(), Deployment.Outcome.INTERRUPTED, "cut off at '" + cut.step() + "'");
        }
        for (Installation installation : installations.all()) registry.put(load(installation));
        quarantines.all().forEach(this::keepOut);
    }

    /** What was taken out of service stays so, until a person says otherwise. */
    private void keepOut(Quarantine quarantine) {
        registry.find(quarantine.pluginId(), Version.parseVersion(quarantine.version()))
                .ifPresent(m -> registry.put(new Managed(
                        m.descriptor(),
                        m.installation(),
                        PluginState.QUARANTINED,
                        quarantine.since(),
                        List.of(new Problem(quarantine.code(), quarantine.message(), quarantine.remedy())),
                        Optional.empty())));
    }

    private Managed load(Installation installation) {
        try {
            Descriptor descriptor = DescriptorReader.read(artifacts.path(installation.digest()), installation.digest());
            return new Managed(
                    descriptor, installation, PluginState.LOADED, Instant.now(), List.of(), Optional.empty());
        } catch (IOException | RefusedException e) {
            LOG.error("The kept jar of {} {} cannot be read", installation.pluginId(), installation.version(), e);
            Descriptor unknown = new Descriptor(
                    installation.pluginId(),
                    Version.parseVersion(installation.version()),
                    installation.digest(),
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    List.of());
            return new Managed(
                    unknown,
                    installation,
                    PluginState.FAILED,
                    Instant.now(),
                    List.of(new Problem(
                            "artifact-damaged",
                            "The kept jar of " + unknown + " cannot be read: " + e.getMessage(),
                            "Install it again from its file")),
                    Optional.empty());
        }
    }
}
