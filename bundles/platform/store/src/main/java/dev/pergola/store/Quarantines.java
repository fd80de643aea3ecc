package dev.pergola.store;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The plugins that were taken out of service, and stay so over a restart (R135). */
@ProviderType
public interface Quarantines {
    /** All, ordered by plugin id, then version. */
    List<Quarantine> all();

    /** Adds, or replaces the one of the same plugin and version. */
    void save(Quarantine quarantine);

    /** Lifts that of one version; does nothing where there is none. */
    void remove(String pluginId, String version);
}
