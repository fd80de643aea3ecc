package dev.pergola.api;

import java.time.Duration;
import java.util.Optional;

/**
 * What one call consumed.
 *
 * @param wallTime time from dispatch to answer
 * @param cpuTime processor time of the calling thread, zero where the JVM cannot tell
 * @param allocatedBytes bytes of heap that the calling thread allocated, zero where the JVM cannot tell
 * @param sandbox what its sandbox used meanwhile; empty where it ran in the kernel's process
 */
public record ResourceUsage(Duration wallTime, Duration cpuTime, long allocatedBytes, Optional<SandboxUsage> sandbox) {
    /** Nothing consumed. */
    public static final ResourceUsage NONE = new ResourceUsage(Duration.ZERO, Duration.ZERO, 0);

    /** Of a call in the kernel's process. */
    public ResourceUsage(Duration wallTime, Duration cpuTime, long allocatedBytes) {
        this(wallTime, cpuTime, allocatedBytes, Optional.empty());
    }

    /** With what another call consumed on behalf of this one, on another thread or in another process; the time is this one's. */
    public ResourceUsage plus(ResourceUsage other) {
        Optional<SandboxUsage> both =
                sandbox.map(mine -> other.sandbox.map(mine::plus).orElse(mine)).or(other::sandbox);
        return new ResourceUsage(wallTime, cpuTime.plus(other.cpuTime), allocatedBytes + other.allocatedBytes, both);
    }
}
