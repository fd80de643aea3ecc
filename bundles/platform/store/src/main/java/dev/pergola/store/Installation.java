package dev.pergola.store;

import java.time.Instant;

/**
 * A version of a plugin, or a shared library, that is installed. The artifact itself is a file named by its digest in
 * the data directory; this says what the operator decided about it.
 *
 * @param pluginId plugin id, or the symbolic name of a library
 * @param version OSGi version
 * @param kind plugin or library
 * @param digest SHA-256 of the jar, lower-case hexadecimal
 * @param source absolute path or URL that the jar came from
 * @param current whether it is the version that callers get who name none
 * @param enabled whether it should run
 * @param installedAt when it was first installed
 * @param lastUsedAt when it was last called; the time of installation where never
 */
public record Installation(
        String pluginId,
        String version,
        Kind kind,
        String digest,
        String source,
        boolean current,
        boolean enabled,
        Instant installedAt,
        Instant lastUsedAt) {
    /** What an installed bundle is. */
    public enum Kind {
        /** Declares itself a plugin. */
        PLUGIN,
        /** A plain bundle that others import from. */
        LIBRARY
    }
}
