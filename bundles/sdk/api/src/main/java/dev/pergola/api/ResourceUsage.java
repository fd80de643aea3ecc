package dev.pergola.api;

import java.time.Duration;

/**
 * What one call consumed.
 *
 * @param wallTime time from dispatch to answer
 * @param cpuTime processor time of the calling thread, zero where the JVM cannot tell
 * @param allocatedBytes bytes of heap that the calling thread allocated, zero where the JVM cannot tell
 */
public record ResourceUsage(Duration wallTime, Duration cpuTime, long allocatedBytes) {
    /** Nothing consumed. */
    public static final ResourceUsage NONE = new ResourceUsage(Duration.ZERO, Duration.ZERO, 0);
}
