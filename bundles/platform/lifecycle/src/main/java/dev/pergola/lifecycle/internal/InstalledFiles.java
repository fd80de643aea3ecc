package dev.pergola.lifecycle.internal;

import dev.pergola.execution.PluginFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.Bundle;

/** The jars of what is installed, as they are kept. */
final class InstalledFiles implements PluginFiles {
    private final Registry registry;
    private final Artifacts artifacts;

    InstalledFiles(Registry registry, Artifacts artifacts) {
        this.registry = registry;
        this.artifacts = artifacts;
    }

    @Override
    public Optional<Path> jar(Bundle bundle) {
        return registry.of(bundle)
                .map(managed -> artifacts.path(managed.descriptor().digest()));
    }
}
