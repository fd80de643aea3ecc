package dev.pergola.store;

import java.time.Instant;
import java.util.Map;

/**
 * A jar that was not installed because a person has to decide first. The jar itself is a file named by its digest in the
 * data directory.
 *
 * @param pluginId plugin id, or the symbolic name of a library
 * @param version OSGi version
 * @param digest SHA-256 of the jar, lower-case hexadecimal
 * @param source path, URL or label that it came from
 * @param enabled whether it is to be started
 * @param sideBySide whether it is to run beside the current version
 * @param configuration configuration to set before it starts; empty for none
 * @param reasons what the checks said
 * @param heldAt when that was
 */
public record HeldJar(
        String pluginId,
        String version,
        String digest,
        String source,
        boolean enabled,
        boolean sideBySide,
        Map<String, Object> configuration,
        Map<String, Object> reasons,
        Instant heldAt) {}
