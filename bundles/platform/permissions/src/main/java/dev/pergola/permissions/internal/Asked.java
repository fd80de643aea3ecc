package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What jars asked for lately, and whom they come from: that is known while they are checked, and needed afterwards. */
final class Asked {
    private static final int MOST = 1_000;

    private final Map<String, Jar> byDigest = new Latest<>();
    private final Map<String, Jar> held = new Latest<>();

    /**
     * A jar.
     *
     * @param metadata what it says of itself
     * @param from whom it comes from
     * @param local what it leaves itself
     */
    record Jar(PluginMetadata metadata, Provenance from, LocalPermissions local) {}

    /** The latest so many. */
    private static final class Latest<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MOST;
        }
    }

    synchronized void note(String digest, Jar jar, boolean isHeld) {
        byDigest.put(digest, jar);
        if (isHeld) {
            held.put(jar.metadata.id(), jar);
        } else {
            held.remove(jar.metadata.id());
        }
    }

    /** A plugin that is uninstalled waits for nothing. */
    synchronized void forget(String pluginId) {
        held.remove(pluginId);
    }

    /** The jars that wait for a decision. */
    synchronized List<Jar> held() {
        return List.copyOf(held.values());
    }

    synchronized Optional<Provenance> from(String digest) {
        return Optional.ofNullable(byDigest.get(digest)).map(Jar::from);
    }

    /** The jar of a plugin that waits for a decision. */
    synchronized Optional<Jar> held(String pluginId) {
        return Optional.ofNullable(held.get(pluginId));
    }
}
