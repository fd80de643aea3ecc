package dev.pergola.sandbox.internal;

import java.time.Duration;

/**
 * When another sandbox takes the place of one: what gathers in a process that runs for long goes with it.
 *
 * @param calls after so many
 * @param lifetime after so long
 * @param memoryPercent with so much of its memory; at 100 it is never for that
 */
record Replacement(int calls, Duration lifetime, int memoryPercent) {
    private static final int ALL = 100;
    /** One that needs that much from its first call on is not to be replaced with each. */
    private static final int FEW = 10;

    private static final long MEGABYTE = 1L << 20;

    /**
     * Whether one is due.
     *
     * @param had how many calls it has had
     * @param age how long it has been there
     * @param memoryBytes how much memory it has
     * @param mostMegabytes how much it may have
     */
    boolean isDue(long had, Duration age, long memoryBytes, int mostMegabytes) {
        boolean full =
                memoryPercent < ALL && had >= FEW && memoryBytes * ALL > mostMegabytes * MEGABYTE * memoryPercent;
        return had >= calls || age.compareTo(lifetime) >= 0 || full;
    }
}
