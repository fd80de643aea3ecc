package dev.pergola.sandbox.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.SandboxUsage;
import dev.pergola.sandbox.Usage;
import dev.pergola.worker.link.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/** What one call consumed in a sandbox: its thread there says a part of it, and the process the rest. */
final class CallMeter {
    /** More than anybody allocates: a petabyte. */
    private static final long MOST_BYTES = 1L << 50;

    private final LongFunction<Usage> usage;
    private final long began = System.nanoTime();
    private final Usage before;

    /**
     * Starts.
     *
     * @param usage what the process uses and has used, for a call that has taken so many nanoseconds until now
     */
    CallMeter(LongFunction<Usage> usage) {
        this.usage = usage;
        this.before = usage.apply(0);
    }

    /** When, as {@link System#nanoTime}. */
    long began() {
        return began;
    }

    /** With what its thread consumed. */
    ResourceUsage stop(Message.Usage thread) {
        // One thread has no more of a processor than there was time; what it says is a plugin's word in the end.
        long most = System.nanoTime() - began;
        return new ResourceUsage(
                Duration.ZERO,
                Duration.ofNanos(between(0, thread.cpuNanos(), most)),
                between(0, thread.allocatedBytes(), MOST_BYTES),
                Optional.of(of(after())));
    }

    private static long between(long least, long value, long most) {
        return Math.max(least, Math.min(value, most));
    }

    /** Where its thread can tell nothing any more: the process's time stands for the thread's. */
    ResourceUsage stop() {
        Usage after = after();
        Duration cpu = after.cpu().minus(before.cpu());
        return new ResourceUsage(Duration.ZERO, cpu.isNegative() ? Duration.ZERO : cpu, 0, Optional.of(of(after)));
    }

    private Usage after() {
        return usage.apply(System.nanoTime() - began);
    }

    private SandboxUsage of(Usage after) {
        return new SandboxUsage(
                after.memoryBytes(),
                Math.max(0, disk(after) - disk(before)),
                Math.max(0, network(after) - network(before)),
                after.storageBytes());
    }

    private static long disk(Usage usage) {
        return usage.diskReadBytes() + usage.diskWrittenBytes();
    }

    private static long network(Usage usage) {
        return usage.networkReceivedBytes() + usage.networkSentBytes();
    }
}
