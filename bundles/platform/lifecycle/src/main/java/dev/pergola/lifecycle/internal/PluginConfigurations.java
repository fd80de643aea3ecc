package dev.pergola.lifecycle.internal;

import dev.pergola.store.ConfigurationRevision;
import dev.pergola.store.Configurations;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Configuration of plugins: its values from the store, handed to the plugin's components by ConfigurationAdmin under the
 * plugin's id.
 */
final class PluginConfigurations {
    private final Configurations stored;
    private final ConfigurationAdmin admin;
    private final ConfigurationArrival arrival;

    PluginConfigurations(Configurations stored, ConfigurationAdmin admin, ConfigurationArrival arrival) {
        this.stored = stored;
        this.admin = admin;
        this.arrival = arrival;
    }

    /** What the operator set, over the defaults. */
    Map<String, Object> effective(String pluginId, ConfigurationShape shape) {
        Map<String, Object> result = new LinkedHashMap<>(shape.defaults());
        result.putAll(stored(pluginId));
        return result;
    }

    /** What the operator set. */
    Map<String, Object> stored(String pluginId) {
        return stored.current(pluginId).map(ConfigurationRevision::values).orElse(Map.of());
    }

    List<ConfigurationRevision> history(String pluginId) {
        return stored.history(pluginId, 50);
    }

    ConfigurationRevision save(String pluginId, Map<String, Object> values, String actor) {
        return stored.save(pluginId, values, actor);
    }

    /** Hands the stored values to the plugin's components. */
    void push(String pluginId) {
        try {
            String location = location(pluginId);
            Configuration configuration = admin.getConfiguration(pluginId, location);
            if (!location.equals(configuration.getBundleLocation())) configuration.setBundleLocation(location);
            Optional<ConfigurationRevision> revision = stored.current(pluginId);
            if (revision.isEmpty()) {
                if (configuration.getProperties() != null) configuration.delete();
                return;
            }
            Hashtable<String, Object> properties = new Hashtable<>();
            revision.get().values().forEach((key, value) -> properties.put(key, property(value)));
            configuration.updateIfDifferent(properties);
        } catch (IOException e) {
            throw unwritable(pluginId, e);
        }
    }

    /**
     * Several versions of a plugin may run, so it is bound to none of their locations; but where permissions are enforced, it
     * is for those alone that may be a target of this one.
     */
    private static String location(String pluginId) {
        return "?" + pluginId;
    }

    /** Does the same, and waits until they have taken it up; tells whether they have. */
    boolean pushAndWait(String pluginId, Duration patience) {
        push(pluginId);
        try {
            return arrival.await(patience);
        } catch (IOException e) {
            throw unwritable(pluginId, e);
        }
    }

    private static RefusedException unwritable(String pluginId, IOException cause) {
        return new RefusedException(
                "configuration-failed",
                "The configuration of " + pluginId + " could not be handed over: " + cause.getMessage(),
                "See that the data directory can be written",
                cause);
    }

    private static Object property(Object value) {
        if (value instanceof Collection<?> items)
            return items.stream().map(String::valueOf).toArray(String[]::new);
        if (value instanceof Map<?, ?>) return value.toString();
        return value;
    }

    /** Forgets what the operator set; whoever still runs goes on with it until {@link #push}. */
    void forget(String pluginId) {
        stored.remove(pluginId);
    }
}
