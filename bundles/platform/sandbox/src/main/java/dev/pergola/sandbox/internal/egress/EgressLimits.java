package dev.pergola.sandbox.internal.egress;

import java.time.Duration;

/**
 * What one sandbox may have of the network.
 *
 * @param megabits in a second, both ways together; zero for any number
 * @param connections at one time; zero for any number
 * @param ask how long it may take to say where it wants to go
 * @param connect how long a connection may take to be made
 * @param idle how long one may be silent
 */
public record EgressLimits(int megabits, int connections, Duration ask, Duration connect, Duration idle) {
    private static final int MOST = 1_000;

    /** With the usual patience. */
    public static EgressLimits of(int megabits, int connections) {
        return new EgressLimits(
                megabits, connections, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(5));
    }

    /** How many there may be: threads stand behind each. */
    int most() {
        return connections == 0 ? MOST : Math.min(connections, MOST);
    }
}
