package dev.pergola.shell.internal.fake;

import dev.pergola.store.ConfigurationRevision;
import dev.pergola.store.Configurations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Configurations in memory. */
public final class FakeConfigurations implements Configurations {
    private final List<ConfigurationRevision> all = new CopyOnWriteArrayList<>();

    @Override
    public Optional<ConfigurationRevision> current(String pluginId) {
        return history(pluginId, 1).stream().findFirst();
    }

    @Override
    public ConfigurationRevision save(String pluginId, Map<String, Object> values, String author) {
        ConfigurationRevision revision = new ConfigurationRevision(
                pluginId, history(pluginId, 1000).size() + 1L, Map.copyOf(values), author, Samples.TIME);
        all.add(0, revision);
        return revision;
    }

    @Override
    public List<ConfigurationRevision> history(String pluginId, int limit) {
        return all.stream()
                .filter(revision -> revision.pluginId().equals(pluginId))
                .limit(limit)
                .toList();
    }

    @Override
    public void remove(String pluginId) {
        all.removeIf(revision -> revision.pluginId().equals(pluginId));
    }
}
