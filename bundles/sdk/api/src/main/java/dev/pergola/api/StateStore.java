package dev.pergola.api;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a plugin remembers: durable keys and values, one space for each plugin id. A write has survived a crash once its
 * method returns. The platform takes a snapshot before an update and restores it on a rollback; writes of a version
 * that is not yet current are kept aside until it is. Safe for use from several threads.
 *
 * <p>Keys have at most 255 characters, and the sum of keys and values is bound by the plugin's storage quota: beyond
 * it, writes throw {@link ResourceLimitExceededException} and change nothing.
 */
@ProviderType
public interface StateStore {
    /** The value under a key. */
    Optional<Map<String, Object>> get(String key);

    /** Stores a value, replacing what was there. The value is JSON-like data, see {@link Values}. */
    void put(String key, Map<String, Object> value);

    /**
     * Changes the value under a key atomically: no other writer comes between. An absent value is given as an empty
     * map. The function may be called more than once.
     *
     * @return the new value
     */
    Map<String, Object> update(String key, UnaryOperator<Map<String, Object>> change);

    /** Removes a value; tells whether there was one. */
    boolean remove(String key);

    /** The keys in use, in order. */
    Set<String> keys();

    /** Removes everything. */
    void clear();

    /** How many bytes of the quota are in use. */
    long bytesUsed();
}
