package dev.pergola.lifecycle;

import java.time.Instant;
import java.util.List;

/**
 * A jar that waits for somebody to decide, and of which nothing runs: a new plugin or library, or an update of one that goes
 * on as it is meanwhile.
 *
 * @param id id of the plugin, or symbolic name of the library
 * @param version its version
 * @param digest SHA-256 of the jar
 * @param source path or URL that it came from
 * @param problems what it is held for
 * @param heldAt since when
 */
public record HeldInfo(
        String id, String version, String digest, String source, List<Problem> problems, Instant heldAt) {
    /** Copies. */
    public HeldInfo {
        problems = List.copyOf(problems);
    }
}
