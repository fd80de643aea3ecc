package dev.pergola.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A plugin's configuration as the operator set it, over the defaults that the plugin declared with OSGi Metatype: a
 * snapshot that never changes. Components that want to be told of changes take their configuration from Declarative
 * Services, with the plugin's id as their configuration PID.
 */
@ProviderType
public interface Configuration {
    /** A configuration of these values, which are copied; see {@link Values} for what they can be. */
    static Configuration of(Map<String, ?> values) {
        return new FixedConfiguration(Values.copyOf(values));
    }

    /** All values, unmodifiable. */
    Map<String, Object> values();

    /** The value under a key, as text. */
    Optional<String> text(String key);

    /** The value under a key, as a number. Throws {@link PluginException} naming the key where it is none. */
    Optional<Long> number(String key);

    /** The value under a key, as a truth value. */
    Optional<Boolean> flag(String key);

    /** The value under a key, as a list of texts; empty where the key is absent. */
    List<String> texts(String key);
}
