package dev.pergola.vetting;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Asks all vetters about a jar that nobody wants to install yet, and keeps nothing of it. */
@ProviderType
public interface JarVetting {
    /** What signatures and every vetter say of a jar; no verdict keeps the next vetter from being asked. */
    default Report vet(Path jar) {
        return vet(jar, jar.toString());
    }

    /**
     * The same for a jar that lies somewhere else than where it came from, such as an upload.
     *
     * @param jar the jar
     * @param source path or URL that it came from; a detached signature may lie beside it
     */
    Report vet(Path jar, String source);
}
