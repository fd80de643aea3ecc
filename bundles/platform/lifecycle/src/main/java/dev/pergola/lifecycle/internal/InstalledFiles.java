package dev.pergola.lifecycle.internal;

import dev.pergola.execution.PluginFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;

/** The kept jars of the bundles that are in the framework. */
final class InstalledFiles implements PluginFiles {
    private final Map<Bundle, Path> jars = new ConcurrentHashMap<>();

    void note(Bundle bundle, Path jar) {
        jars.put(bundle, jar);
    }

    void forget(Bundle bundle) {
        jars.remove(bundle);
    }

    @Override
    public Optional<Path> jar(Bundle bundle) {
        return Optional.ofNullable(jars.get(bundle));
    }
}
