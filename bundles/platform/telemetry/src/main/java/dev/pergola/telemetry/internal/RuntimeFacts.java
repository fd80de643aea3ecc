package dev.pergola.telemetry.internal;

import com.sun.management.OperatingSystemMXBean;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import dev.pergola.telemetry.MetricSource;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The process itself, under the names that Prometheus' own client uses for a JVM: dashboards know them. */
@Component
public final class RuntimeFacts implements MetricSource {
    private static final double MILLIS = TimeUnit.SECONDS.toMillis(1);

    /** Of this process. */
    @Activate
    public RuntimeFacts() {}

    @Override
    public List<MetricFamily> metrics() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<MetricFamily> families = new ArrayList<>(List.of(
                memory("jvm_memory_used_bytes", "Memory of the JVM that is used.", MemoryUsage::getUsed),
                memory("jvm_memory_committed_bytes", "Memory that the JVM has.", MemoryUsage::getCommitted),
                memory(
                        "jvm_memory_max_bytes",
                        "Most memory that the JVM may have, where that is limited.",
                        MemoryUsage::getMax),
                gauge("jvm_threads_current", "Threads of the JVM.", threads.getThreadCount()),
                gauge("jvm_threads_daemon", "Daemon threads of the JVM.", threads.getDaemonThreadCount()),
                gauge("jvm_threads_peak", "Most threads that the JVM has had at a time.", threads.getPeakThreadCount()),
                collections(
                        "jvm_gc_collections_total",
                        "Garbage collections.",
                        GarbageCollectorMXBean::getCollectionCount,
                        1),
                collections(
                        "jvm_gc_collection_seconds_total",
                        "Time that garbage collections took.",
                        GarbageCollectorMXBean::getCollectionTime,
                        MILLIS),
                gauge(
                        "process_start_time_seconds",
                        "When the process was started, in seconds since 1970.",
                        ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS)));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                && system.getProcessCpuTime() >= 0) {
            families.add(MetricFamily.of(
                    "process_cpu_seconds_total",
                    "Time of processors that the process has used, without those of sandboxes.",
                    Type.COUNTER,
                    system.getProcessCpuTime() / 1e9));
        }
        return families;
    }

    private static MetricFamily gauge(String name, String help, double value) {
        return MetricFamily.of(name, help, Type.GAUGE, value);
    }

    private static MetricFamily memory(String name, String help, ToLongFunction<MemoryUsage> value) {
        var memory = ManagementFactory.getMemoryMXBean();
        List<Sample> samples = new ArrayList<>();
        add(samples, value.applyAsLong(memory.getHeapMemoryUsage()), "heap");
        add(samples, value.applyAsLong(memory.getNonHeapMemoryUsage()), "nonheap");
        return new MetricFamily(name, help, Type.GAUGE, samples);
    }

    private static void add(List<Sample> samples, long bytes, String area) {
        // What is not limited, or not known, is -1.
        if (bytes >= 0) samples.add(Sample.of(bytes, Map.of("area", area)));
    }

    private static MetricFamily collections(
            String name, String help, ToLongFunction<GarbageCollectorMXBean> value, double unit) {
        List<Sample> samples = new ArrayList<>();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans())
            samples.add(Sample.of(Math.max(0, value.applyAsLong(collector)) / unit, Map.of("gc", collector.getName())));
        return new MetricFamily(name, help, Type.COUNTER, samples);
    }
}
