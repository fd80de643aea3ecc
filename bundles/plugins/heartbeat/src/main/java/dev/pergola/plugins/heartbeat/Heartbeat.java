package dev.pergola.plugins.heartbeat;

import dev.pergola.api.PluginContext;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.RequiresPermission;
import dev.pergola.api.extension.BackgroundService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Takes a sample now and then; keeps the summary as state, and sends events. */
@Plugin(
        id = "heartbeat",
        name = "Heartbeat",
        author = "Pergola",
        description = "Samples the load of the JVM and keeps a rolling summary.",
        license = "Apache-2.0",
        category = "monitoring",
        tags = {"sample", "background", "metrics"})
@RequiresPermission(value = "metrics.read", reason = "It samples heap, threads and system load.")
@RequiresPermission(value = "event.publish", target = "heartbeat/*", reason = "It tells of every sample.")
@Component(configurationPid = "heartbeat")
@Designate(ocd = HeartbeatConfiguration.class)
@Named("heartbeat")
public final class Heartbeat implements BackgroundService {
    static final String STATE_KEY = "summary";
    static final String BEAT = "heartbeat/BEAT";
    static final String HEAP_HIGH = "heartbeat/HEAP_HIGH";
    static final String HEAP_NORMAL = "heartbeat/HEAP_NORMAL";
    private static final long SECONDS_TO_END = 5;

    private final Supplier<Sample> sampler;
    private volatile Settings settings;
    private volatile ScheduledExecutorService thread = ended();

    /** With the operator's configuration. */
    @Activate
    public Heartbeat(HeartbeatConfiguration configuration) {
        this(configuration, Sample::take);
    }

    Heartbeat(HeartbeatConfiguration configuration, Supplier<Sample> sampler) {
        this.settings = Settings.of(configuration);
        this.sampler = sampler;
    }

    /** Counts from the next sample on. */
    @Modified
    void configure(HeartbeatConfiguration configuration) {
        settings = Settings.of(configuration);
    }

    @Override
    public void start(PluginContext context) {
        thread = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "heartbeat"));
        thread.execute(new Pulse(context));
    }

    @Override
    public void stop() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The heartbeat's thread did not end within " + SECONDS_TO_END + " s");
        }
    }

    private static ScheduledExecutorService ended() {
        ScheduledExecutorService none = Executors.newSingleThreadScheduledExecutor();
        none.shutdown();
        return none;
    }

    /** One start of the service: its samples, and whether the heap is high. Runs on the service's one thread. */
    private final class Pulse implements Runnable {
        private final PluginContext context;
        private final Summary summary = new Summary();
        private boolean high;

        private Pulse(PluginContext context) {
            this.context = context;
        }

        @Override
        public void run() {
            Settings now = settings;
            try {
                beat(now);
            } catch (RuntimeException e) {
                context.logger().warn("A heartbeat was missed; the next one is in {} ms", now.intervalMillis(), e);
            }
            try {
                thread.schedule(this, now.intervalMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                context.logger().debug("The heartbeat has stopped");
            }
        }

        private void beat(Settings now) {
            Sample sample = sampler.get();
            summary.add(sample, now.window());
            context.state().put(STATE_KEY, summary.toData());
            context.events().emit(BEAT, sample.toData());
            boolean highNow = sample.heapPercent() >= now.heapAlarmPercent();
            if (highNow != high) context.events().emit(highNow ? HEAP_HIGH : HEAP_NORMAL, sample.toData());
            high = highNow;
        }
    }

    private record Settings(long intervalMillis, int window, int heapAlarmPercent) {
        static Settings of(HeartbeatConfiguration configuration) {
            return new Settings(
                    configuration.intervalMillis(), configuration.window(), configuration.heapAlarmPercent());
        }
    }
}
