package dev.pergola.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What is installed and what should run: the truth that a restart starts from. */
@ProviderType
public interface Installations {
    /** All, ordered by plugin id, then version. */
    List<Installation> all();

    /** The installed versions of one plugin. */
    List<Installation> of(String pluginId);

    /** One version. */
    Optional<Installation> find(String pluginId, String version);

    /** Adds, or replaces the one of the same plugin and version. Where it is current, no other version is after this. */
    void save(Installation installation);

    /** Notes that a plugin was called. */
    void touch(String pluginId, String version, Instant when);

    /** Removes one version; does nothing where it is not there. */
    void remove(String pluginId, String version);
}
