package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.util.List;
import java.util.Optional;

/** Decides what a jar means. Changes nothing. */
final class Intents {
    /** How far back a plugin's journal is read for what an operator decided. */
    private static final int DEPLOYMENTS = 50;

    private final Registry registry;
    private final DeploymentJournal journal;

    Intents(Registry registry, DeploymentJournal journal) {
        this.registry = registry;
        this.journal = journal;
    }

    /**
     * What a jar means.
     *
     * @param dropped whether it lies in a plugin directory, as against being installed by command
     */
    Intent of(Descriptor descriptor, String source, boolean sideBySide, boolean dropped) {
        if (dropped && rolledBackFrom(descriptor)) {
            return Intent.refuse(
                    "rolled-back",
                    descriptor + " was rolled back by an operator and does not come back by itself",
                    "plugin:install " + source + " installs it all the same; remove the file if it is not wanted");
        }
        Optional<Managed> same = registry.find(descriptor.id(), descriptor.version());
        if (same.isPresent()) return sameVersion(same.get(), descriptor, source, dropped);
        List<Managed> versions = registry.versions(descriptor.id());
        if (sideBySide || versions.isEmpty()) return Intent.of("install", Optional.empty());
        return descriptor.isPlugin()
                ? otherVersion(descriptor, source, dropped)
                : library(versions, descriptor, source);
    }

    /** Whether somebody decided against this very jar after it had been deployed: a restart must not overrule that. */
    private boolean rolledBackFrom(Descriptor descriptor) {
        Optional<Deployment> deployed = journal.latest(descriptor.id(), descriptor.digest());
        return deployed.isPresent()
                && journal.of(descriptor.id(), DEPLOYMENTS).stream()
                        .filter(d -> d.operation().equals("rollback"))
                        .filter(d -> d.outcome() == Deployment.Outcome.COMMITTED)
                        .filter(d -> d.id() > deployed.get().id())
                        .anyMatch(
                                d -> d.fromVersion().equals(descriptor.version().toString()));
    }

    private static Intent sameVersion(Managed there, Descriptor descriptor, String source, boolean dropped) {
        String from = there.installation().source();
        boolean elsewhere = !from.equals(source);
        if (there.installation().digest().equals(descriptor.digest())) {
            if (elsewhere && dropped && Sources.gone(from)) return Intent.of("adopt", Optional.of(there));
            if (dropped || there.state() == PluginState.ACTIVE) return Intent.of("nothing", Optional.of(there));
            return Intent.of("install", Optional.empty());
        }
        if (dropped && elsewhere && !Sources.gone(from)) {
            return Intent.refuse(
                    "duplicate",
                    descriptor + " is installed from " + from + "; " + source + " is another build of the same version",
                    "Remove one of the two files, or give the other build a version of its own");
        }
        return Intent.of("update", Optional.of(there));
    }

    private Intent otherVersion(Descriptor descriptor, String source, boolean dropped) {
        Managed current = registry.current(descriptor.id()).orElseThrow();
        boolean lower = descriptor.version().compareTo(current.descriptor().version()) < 0;
        boolean replaced = current.installation().source().equals(source);
        if (lower && dropped && !replaced) {
            return Intent.refuse(
                    "superseded",
                    descriptor + " is older than " + current.version() + ", which is installed from "
                            + current.installation().source(),
                    "Remove this file; to go back, use plugin:rollback " + descriptor.id()
                            + ", or remove the newer file");
        }
        return Intent.of(lower ? "downgrade" : "update", Optional.of(current));
    }

    /** Libraries live side by side; only a file that was replaced replaces one. */
    private static Intent library(List<Managed> versions, Descriptor descriptor, String source) {
        Optional<Managed> fromHere = versions.stream()
                .filter(v -> v.installation().source().equals(source) && !Sources.isUpload(source))
                .findFirst();
        if (fromHere.isEmpty()) return Intent.of("install", Optional.empty());
        boolean lower =
                descriptor.version().compareTo(fromHere.get().descriptor().version()) < 0;
        return Intent.of(lower ? "downgrade" : "update", fromHere);
    }
}
