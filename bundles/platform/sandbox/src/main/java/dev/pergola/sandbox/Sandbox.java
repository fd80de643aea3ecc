package dev.pergola.sandbox;

import java.time.Instant;

/**
 * A sandbox, as it is now.
 *
 * @param pluginId whose it is
 * @param version the plugin's version
 * @param pid its process
 * @param startedAt since when it has been there
 * @param calls how many calls it has had
 * @param running how many of them are under way
 * @param state how it is
 * @param framework whether there is an OSGi framework in it, because the plugin needs one, or the operator wants one
 * @param usage what it uses
 */
public record Sandbox(
        String pluginId,
        String version,
        long pid,
        Instant startedAt,
        long calls,
        int running,
        State state,
        boolean framework,
        Usage usage) {
    /** How a sandbox can be. */
    public enum State {
        /** It takes calls. */
        READY,
        /** It takes no more calls, and goes when those that run have ended. */
        RETIRING
    }
}
