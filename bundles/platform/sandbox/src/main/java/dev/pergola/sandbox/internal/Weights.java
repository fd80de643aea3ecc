package dev.pergola.sandbox.internal;

import dev.pergola.api.ResourceUsage;
import java.time.Duration;
import java.util.Optional;

/**
 * What is too heavy for the kernel's process.
 *
 * @param cpuTime processor time of a call; zero for any
 * @param memoryMegabytes memory that a call says it needs; zero for any
 * @param allocatedMegabytes what a call allocates from beginning to end; zero for any
 */
record Weights(Duration cpuTime, int memoryMegabytes, int allocatedMegabytes) {
    private static final double MEGABYTE = 1024.0 * 1024;

    /** Whether what a task is said to need is too much. */
    boolean isTooHeavy(long cpuMillis, long megabytes) {
        return isOver(cpuMillis, cpuTime.toMillis()) || isOver(megabytes, memoryMegabytes);
    }

    /** What is too much of what a call has consumed, in words; empty where nothing is. */
    Optional<String> tooMuchOf(ResourceUsage usage) {
        if (isOver(usage.cpuTime().toNanos(), cpuTime.toNanos()))
            return Optional.of("calls take too much of a processor's time for the kernel's process, the last one "
                    + usage.cpuTime().toMillis() + " ms (sandbox.heavy-cpu-time is " + cpuTime.toMillis() + " ms)");
        long megabytes = Math.round(usage.allocatedBytes() / MEGABYTE);
        if (isOver(megabytes, allocatedMegabytes))
            return Optional.of("calls allocate too much for the kernel's process, the last one " + megabytes
                    + " MiB (sandbox.heavy-allocation-mb is " + allocatedMegabytes + ")");
        return Optional.empty();
    }

    private static boolean isOver(long value, long limit) {
        return limit > 0 && value > limit;
    }
}
