package dev.pergola.execution;

import java.time.Instant;

/**
 * A circuit breaker: after too many failures in a row, calls are rejected at once for a while.
 *
 * @param pluginId plugin
 * @param extension extension
 * @param state how it stands
 * @param failures failures in a row
 * @param since since when
 * @param until when it lets a call pass again, where it is open; the same as {@code since} otherwise
 */
public record Circuit(String pluginId, String extension, State state, int failures, Instant since, Instant until) {
    /** How a circuit breaker stands. */
    public enum State {
        /** Calls pass. */
        CLOSED,
        /** Calls are rejected. */
        OPEN,
        /** One call passes, to see. */
        HALF_OPEN
    }
}
