package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.api.Status;
import dev.pergola.execution.Circuit;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The instances that are there, which of them gets the calls, and the extensions that each brings: the services of its
 * bundle. Readers never wait: they read one field that a writer replaces.
 */
@Component(service = {PluginRoutes.class, Instances.class})
public final class Instances implements PluginRoutes {
    private static final Duration INTERRUPTION_TAKES = Duration.ofMillis(100);

    private final BundleContext context;
    private final Tuning tuning;
    private final Threads threads;
    private final CircuitNews circuitNews;
    private final Map<Long, Hosted> byBundle = new ConcurrentHashMap<>();
    private final ExtensionIndex index = new ExtensionIndex(this::currentOnes);
    private final AllServiceListener services = this::serviceChanged;
    private volatile RoutingTable table = RoutingTable.EMPTY;

    /** Begins to watch the services of all bundles. */
    @Activate
    public Instances(BundleContext context) {
        this(context, Tuning.from(context));
    }

    Instances(BundleContext context, Tuning tuning) {
        this.context = context;
        this.tuning = tuning;
        this.threads = new Threads(tuning.threads(), tuning.idleThread());
        this.circuitNews = new CircuitNews();
        context.addServiceListener(services);
    }

    /** Cancels what runs, and lets go of every plugin. */
    @Deactivate
    void close() {
        context.removeServiceListener(services);
        for (Hosted hosted : byBundle.values()) remove(hosted.instance());
    }

    Tuning tuning() {
        return tuning;
    }

    Threads threads() {
        return threads;
    }

    void hearCircuits(Consumer<Circuit> listener) {
        circuitNews.listener = listener;
    }

    ExtensionIndex index() {
        return index;
    }

    Collection<Hosted> all() {
        return byBundle.values();
    }

    Optional<Hosted> hosting(Bundle bundle) {
        return Optional.ofNullable(byBundle.get(bundle.getBundleId()));
    }

    private Collection<Hosted> currentOnes() {
        return table.current().values();
    }

    @Override
    public void admit(PluginInstance instance) {
        Bundle bundle = instance.bundle();
        Hosted hosted = new Hosted(instance, threads, extension -> breaker(instance, extension));
        Hosted there = byBundle.putIfAbsent(bundle.getBundleId(), hosted);
        if (there != null) {
            if (there.instance().equals(instance)) return;
            throw new IllegalStateException(instance + " cannot be admitted: its bundle still runs as " + there
                    + "; remove that instance first");
        }
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        if (registered != null) Arrays.stream(registered).forEach(service -> hosted.add(context, service));
        index.changed();
    }

    private Breaker breaker(PluginInstance instance, String extension) {
        return new Breaker(
                instance.metadata().id(),
                extension,
                tuning.circuitFailures(),
                tuning.circuitOpen(),
                System::nanoTime,
                InstantSource.system(),
                circuitNews);
    }

    private void serviceChanged(ServiceEvent event) {
        ServiceReference<?> service = event.getServiceReference();
        Bundle bundle = service.getBundle();
        Hosted hosted = bundle == null ? null : byBundle.get(bundle.getBundleId());
        if (hosted == null) return;
        if (event.getType() == ServiceEvent.UNREGISTERING) hosted.drop(service);
        else hosted.add(context, service);
        index.changed();
    }

    @Override
    public void open(PluginInstance instance) {
        Hosted hosted = admitted(instance);
        synchronized (this) {
            table = table.opened(hosted);
        }
    }

    @Override
    public void makeCurrent(Collection<PluginInstance> instances) {
        List<Hosted> next = instances.stream().map(this::admitted).toList();
        synchronized (this) {
            table = table.switched(next);
        }
        index.changed();
    }

    private Hosted admitted(PluginInstance instance) {
        return hosted(instance)
                .orElseThrow(() -> new IllegalStateException(instance + " has not been admitted, or has been removed"));
    }

    private Optional<Hosted> hosted(PluginInstance instance) {
        return hosting(instance.bundle()).filter(hosted -> hosted.instance().equals(instance));
    }

    @Override
    public Optional<PluginInstance> current(String pluginId) {
        return Optional.ofNullable(table.current().get(pluginId)).map(Hosted::instance);
    }

    @Override
    public boolean drain(PluginInstance instance, Duration time) {
        Hosted hosted = hosted(instance).orElse(null);
        if (hosted == null) return true;
        hosted.gate().close();
        index.changed();
        try {
            if (hosted.gate().awaitEmpty(time)) return true;
            cancelCalls(hosted);
            hosted.gate().awaitEmpty(INTERRUPTION_TAKES);
        } catch (InterruptedException interrupted) {
            cancelCalls(hosted);
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void cancelCalls(Hosted hosted) {
        for (Call<?> call : callsInto(hosted)) call.end(Status.CANCELLED, "The platform stopped " + hosted);
    }

    /** The calls that an instance takes part in, as the one called or as an interceptor. */
    private List<Call<?>> callsInto(Hosted hosted) {
        List<Call<?>> calls = new ArrayList<>();
        for (Hosted each : all()) {
            for (Call<?> call : each.workers().calls()) if (call.involves(hosted)) calls.add(call);
        }
        return calls;
    }

    @Override
    public void remove(PluginInstance instance) {
        Hosted hosted = hosted(instance).orElse(null);
        if (hosted == null) return;
        synchronized (this) {
            table = table.without(hosted);
        }
        hosted.gate().close();
        cancelCalls(hosted);
        byBundle.remove(instance.bundle().getBundleId(), hosted);
        hosted.remove();
        for (Hosted other : all()) other.workers().retire(hosted);
        index.changed();
    }

    /** The instance for a call, entered. Where one closes before the call is in, its successor takes the call. */
    Hosted enter(String pluginId, Optional<String> version) {
        Hosted closed = null;
        for (; ; ) {
            Hosted hosted = find(pluginId, version);
            if (hosted == closed)
                throw new Refused(Refusal.STOPPING, "The platform is stopping " + hosted + "; it takes no more calls");
            int slots = hosted.instance().limits().concurrentCalls();
            switch (hosted.gate().enter(slots)) {
                case ENTERED -> {
                    return hosted;
                }
                case FULL ->
                    throw new Refused(
                            Refusal.BUSY,
                            "All " + slots + " calls that may run at a time in " + hosted
                                    + " are running; try again later, or raise its limit");
                case CLOSED -> closed = hosted;
            }
        }
    }

    private Hosted find(String pluginId, Optional<String> version) {
        RoutingTable now = table;
        if (version.isEmpty()) {
            Hosted hosted = now.current().get(pluginId);
            if (hosted != null) return hosted;
            throw notActive("No plugin " + Texts.bounded(pluginId, Texts.NAME) + " is active");
        }
        Map<String, Hosted> versions = now.open().getOrDefault(pluginId, Map.of());
        Hosted hosted = versions.get(version.get());
        if (hosted != null) return hosted;
        throw notActive("Version " + Texts.bounded(version.get(), Texts.NAME) + " of plugin "
                + Texts.bounded(pluginId, Texts.NAME) + " is not running; these versions are: "
                + versions.keySet().stream().sorted().toList());
    }

    private static Refused notActive(String why) {
        return new Refused(Refusal.NOT_ACTIVE, why);
    }

    /** Passes on what circuit breakers tell to whoever listens by then: instances are there before calls are. */
    private static final class CircuitNews implements Consumer<Circuit> {
        private volatile @Nullable Consumer<Circuit> listener;

        @Override
        public void accept(Circuit circuit) {
            Consumer<Circuit> now = listener;
            if (now != null) now.accept(circuit);
        }
    }
}
