package dev.pergola.execution.internal;

import com.sun.management.ThreadMXBean;
import dev.pergola.api.ResourceUsage;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What one call consumes on its thread. Started and read on that thread, or read from another while it runs. */
final class Meter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final boolean CPU = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();
    private static final boolean MEMORY =
            THREADS.isThreadAllocatedMemorySupported() && THREADS.isThreadAllocatedMemoryEnabled();

    private final long began;
    private volatile long thread = -1;
    private long cpu;
    private long allocated;

    Meter(long began) {
        this.began = began;
    }

    /** Begins to count what the current thread consumes. */
    void start() {
        cpu = CPU ? THREADS.getCurrentThreadCpuTime() : 0;
        allocated = MEMORY ? THREADS.getCurrentThreadAllocatedBytes() : 0;
        thread = Thread.currentThread().getId();
    }

    /** Whether it is counting. */
    boolean started() {
        return thread >= 0;
    }

    /** What it came to, read on the thread that started. */
    ResourceUsage stop(ResourceUsage elsewhere) {
        long cpuNow = CPU ? THREADS.getCurrentThreadCpuTime() : 0;
        long allocatedNow = MEMORY ? THREADS.getCurrentThreadAllocatedBytes() : 0;
        return usage(cpuNow, allocatedNow, elsewhere);
    }

    /** What it has come to so far, read on another thread. */
    ResourceUsage peek() {
        long id = thread;
        if (id < 0) return new ResourceUsage(Duration.ofNanos(System.nanoTime() - began), Duration.ZERO, 0);
        long cpuNow = CPU ? THREADS.getThreadCpuTime(id) : 0;
        long allocatedNow = MEMORY ? THREADS.getThreadAllocatedBytes(id) : 0;
        return usage(cpuNow, allocatedNow, ResourceUsage.NONE);
    }

    private ResourceUsage usage(long cpuNow, long allocatedNow, ResourceUsage elsewhere) {
        ResourceUsage here = new ResourceUsage(
                Duration.ofNanos(System.nanoTime() - began),
                Duration.ofNanos(Math.max(0, cpuNow - cpu)),
                Math.max(0, allocatedNow - allocated));
        return here.plus(elsewhere);
    }
}
