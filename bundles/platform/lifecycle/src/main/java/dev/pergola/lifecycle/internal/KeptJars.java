package dev.pergola.lifecycle.internal;

import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jars of earlier versions: as many as somebody may want to go back to, and no more. */
final class KeptJars {
    private static final Logger LOG = LoggerFactory.getLogger(KeptJars.class);
    /** How many earlier jars of a plugin are kept. */
    private static final int EARLIER = 3;
    /** How far back a plugin's journal is read. */
    private static final int DEPLOYMENTS = 200;

    private final Artifacts artifacts;
    private final Registry registry;
    private final DeploymentJournal journal;
    private final Holds holds;

    KeptJars(Artifacts artifacts, Registry registry, DeploymentJournal journal, Holds holds) {
        this.artifacts = artifacts;
        this.registry = registry;
        this.journal = journal;
        this.holds = holds;
    }

    /** The newest jar that served before this one, and whose file is kept. */
    Optional<Deployment> earlier(Managed managed, Optional<String> version) {
        return journal.of(managed.id(), DEPLOYMENTS).stream()
                .filter(d -> d.outcome() == Deployment.Outcome.COMMITTED)
                .filter(d -> !d.digest().equals(managed.installation().digest()))
                .filter(d -> version.isEmpty() || version.get().equals(d.toVersion()))
                .filter(d -> artifacts.has(d.digest()))
                .findFirst();
    }

    /** What the jar of an earlier deployment says. Throws {@link RefusedException} too. */
    Descriptor read(Deployment deployment) throws IOException {
        return DescriptorReader.read(artifacts.path(deployment.digest()), deployment.digest());
    }

    /** Removes all that nothing runs from and that nobody would go back to. */
    void prune() {
        Set<String> wanted = running();
        registry.all()
                .forEach(managed -> served(managed.id()).limit(EARLIER + 1L).forEach(wanted::add));
        try {
            artifacts.prune(wanted);
        } catch (IOException e) {
            LOG.warn("Old jars could not be removed: {}", e.getMessage());
        }
    }

    /** Does the same for one plugin. The caller holds it. */
    void prune(String pluginId) {
        Set<String> wanted = running();
        served(pluginId)
                .skip(EARLIER + 1L)
                .filter(digest -> !wanted.contains(digest))
                .filter(artifacts::has)
                .forEach(artifacts::delete);
    }

    private Set<String> running() {
        Set<String> digests = new HashSet<>(holds.digests());
        registry.all().forEach(managed -> digests.add(managed.installation().digest()));
        // What is about to run is in neither place yet.
        journal.pending().forEach(deployment -> digests.add(deployment.digest()));
        return digests;
    }

    /** Digests of the jars that were in service, the latest first. */
    private Stream<String> served(String pluginId) {
        return journal.of(pluginId, DEPLOYMENTS).stream()
                .filter(d -> d.outcome() == Deployment.Outcome.COMMITTED)
                .map(Deployment::digest)
                .distinct();
    }
}
