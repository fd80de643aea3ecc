package dev.pergola.execution.internal;

import dev.pergola.execution.Circuit;
import dev.pergola.execution.PluginInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** An admitted instance with all that execution keeps for it: what goes when it is removed goes with this object. */
final class Hosted {
    /** A call that ends this soon after its interruption was never stuck. */
    private static final long STUCK_NANOS = Duration.ofMillis(200).toNanos();

    private final PluginInstance instance;
    private final String id;
    private final String version;
    private final Gate gate = new Gate();
    private final WorkerPool workers;
    private final Function<String, Breaker> breakerFactory;
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
    private final Set<Call<?>> abandoned = ConcurrentHashMap.newKeySet();

    private final Map<Long, ServiceHold> holds = new LinkedHashMap<>();
    private volatile Map<String, List<ExtensionEntry>> extensions = Map.of();
    private boolean removed;

    Hosted(PluginInstance instance, Threads threads, Function<String, Breaker> breakerFactory) {
        this.instance = instance;
        this.id = instance.metadata().id();
        this.version = instance.metadata().version().toString();
        this.breakerFactory = breakerFactory;
        BundleWiring wiring = instance.bundle().adapt(BundleWiring.class);
        this.workers = new WorkerPool(threads, wiring == null ? null : wiring.getClassLoader());
    }

    PluginInstance instance() {
        return instance;
    }

    String id() {
        return id;
    }

    String version() {
        return version;
    }

    Gate gate() {
        return gate;
    }

    WorkerPool workers() {
        return workers;
    }

    @Nullable
    ClassLoader loader() {
        return workers.loader();
    }

    /** The extensions of one type, in their order. */
    List<ExtensionEntry> extensions(String type) {
        return extensions.getOrDefault(type, List.of());
    }

    Map<String, List<ExtensionEntry>> extensions() {
        return extensions;
    }

    /** Takes in a service, or its changed properties. */
    void add(BundleContext context, ServiceReference<?> reference) {
        synchronized (this) {
            if (removed) return;
            holds.computeIfAbsent(ServiceProperties.serviceId(reference), any -> new ServiceHold(context, reference));
            arrange();
        }
        // It may have gone while it was being taken in.
        if (reference.getBundle() == null) drop(reference);
    }

    void drop(ServiceReference<?> reference) {
        ServiceHold hold;
        synchronized (this) {
            hold = holds.remove(ServiceProperties.serviceId(reference));
            if (hold == null) return;
            arrange();
        }
        hold.release();
    }

    /** Lets go of everything of the plugin's. */
    void remove() {
        List<ServiceHold> released;
        synchronized (this) {
            removed = true;
            released = List.copyOf(holds.values());
            holds.clear();
            extensions = Map.of();
        }
        released.forEach(ServiceHold::release);
        workers.close();
        breakers.clear();
    }

    private void arrange() {
        Map<String, List<ExtensionEntry>> arranged = new LinkedHashMap<>();
        for (ServiceHold hold : holds.values()) {
            for (String type : ServiceProperties.types(hold.reference())) {
                arranged.computeIfAbsent(type, any -> new ArrayList<>())
                        .add(new ExtensionEntry(
                                this, ServiceProperties.extension(hold.reference(), type, instance), hold));
            }
        }
        arranged.replaceAll(
                (type, entries) -> entries.stream().sorted(ExtensionEntry.ORDER).toList());
        extensions = arranged;
    }

    Breaker breaker(String extension) {
        return breakers.computeIfAbsent(extension, breakerFactory);
    }

    List<Circuit> circuits() {
        return breakers.values().stream().map(Breaker::circuit).toList();
    }

    void resetCircuits() {
        breakers.values().forEach(Breaker::reset);
    }

    void abandon(Call<?> call) {
        abandoned.add(call);
    }

    void endAbandoned(Call<?> call) {
        abandoned.remove(call);
    }

    Collection<Call<?>> abandoned() {
        return abandoned;
    }

    /** Calls that were given up and interrupted, and go on regardless. */
    int stuck() {
        if (abandoned.isEmpty()) return 0;
        long now = System.nanoTime();
        int stuck = 0;
        for (Call<?> call : abandoned) if (now - call.endedAt() > STUCK_NANOS) stuck++;
        return stuck;
    }

    @Override
    public String toString() {
        return "plugin " + id + " " + version;
    }
}
