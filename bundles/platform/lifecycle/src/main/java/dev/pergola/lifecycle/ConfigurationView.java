package dev.pergola.lifecycle;

import dev.pergola.store.ConfigurationRevision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plugin's configuration.
 *
 * @param pluginId the plugin
 * @param effective what the plugin sees: what was set, over the defaults
 * @param schema JSON Schema made from the plugin's Metatype and what its configuration extensions add; passwords are
 *     marked {@code writeOnly}, and so is what may be one, as long as the plugin does not run and cannot be asked
 * @param history revisions, newest first
 * @param tried what came of starting the plugin again after a change, where it should run and did not
 * @param underWay whether it was changed and the plugin's components have not all taken that up yet, though they have had
 *     some seconds for it; otherwise the next call sees it
 */
public record ConfigurationView(
        String pluginId,
        Map<String, Object> effective,
        Map<String, Object> schema,
        List<ConfigurationRevision> history,
        Optional<DeploymentReport> tried,
        boolean underWay) {
    /** Copies. */
    public ConfigurationView {
        history = List.copyOf(history);
    }

    /** As it is, where nothing was tried. */
    public ConfigurationView(
            String pluginId,
            Map<String, Object> effective,
            Map<String, Object> schema,
            List<ConfigurationRevision> history) {
        this(pluginId, effective, schema, history, Optional.empty(), false);
    }

    /** Number of the newest revision, 0 where nobody has set anything. */
    public long revision() {
        return history.isEmpty() ? 0 : history.get(0).revision();
    }

    /**
     * What an earlier revision set, to go back to.
     *
     * @param revision its number; 0 for what is there before anybody sets anything
     * @return empty where there was no such revision, or it is not kept any more
     */
    public Optional<Map<String, Object>> at(long revision) {
        if (revision == 0) return Optional.of(Map.of());
        return history.stream()
                .filter(one -> one.revision() == revision)
                .map(ConfigurationRevision::values)
                .findFirst();
    }
}
