package dev.pergola.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What operators set for each plugin, with its history. */
@ProviderType
public interface Configurations {
    /** The newest. */
    Optional<ConfigurationRevision> current(String pluginId);

    /** Adds a revision and gives it. */
    ConfigurationRevision save(String pluginId, Map<String, Object> values, String author);

    /** The latest revisions, newest first. */
    List<ConfigurationRevision> history(String pluginId, int limit);

    /** Forgets a plugin. */
    void remove(String pluginId);
}
