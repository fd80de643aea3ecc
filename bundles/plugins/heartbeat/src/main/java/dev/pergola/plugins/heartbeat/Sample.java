package dev.pergola.plugins.heartbeat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One look at the JVM.
 *
 * @param time when
 * @param heapUsed bytes of heap in use
 * @param heapMax the largest that the heap may grow, in bytes
 * @param threads live threads
 * @param load system load average of the last minute, negative where the system does not tell
 */
record Sample(Instant time, long heapUsed, long heapMax, int threads, double load) {
    static Sample take() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new Sample(
                Instant.now(),
                heap.getUsed(),
                heap.getMax() < 0 ? heap.getCommitted() : heap.getMax(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    int heapPercent() {
        return heapMax == 0 ? 0 : (int) (heapUsed * 100 / heapMax);
    }

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("time", time.toString());
        data.put("heapUsed", heapUsed);
        data.put("heapMax", heapMax);
        data.put("heapPercent", heapPercent());
        data.put("threads", threads);
        if (load >= 0) data.put("load", load);
        return data;
    }
}
