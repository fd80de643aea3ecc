package dev.pergola.store;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The jars that wait for a person to decide. */
@ProviderType
public interface HeldJars {
    /** All, ordered by plugin id, then version. */
    List<HeldJar> all();

    /** Adds, or replaces the one of the same plugin and version. */
    void save(HeldJar held);

    /** Removes one version; does nothing where it is not there. */
    void remove(String pluginId, String version);
}
