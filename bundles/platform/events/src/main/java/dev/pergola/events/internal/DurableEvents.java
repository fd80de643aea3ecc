package dev.pergola.events.internal;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.store.EventOutbox;
import dev.pergola.store.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventAdmin;

/** The events of this runtime: the outbox is the truth, and whoever hears of an event hears of what is in it. */
@Component
public final class DurableEvents implements PlatformEvents {
    private final EventOutbox outbox;
    private final Transactions transactions;
    private final Dispatcher dispatcher;
    private final Recorder recorder;
    private final Retention retention;
    private final Bus platform;
    private final Set<Bus> plugins = ConcurrentHashMap.newKeySet();

    /** Events are kept within what {@code pergola.events.retention} and {@code pergola.events.rows} say. */
    @Activate
    public DurableEvents(
            BundleContext context,
            @Reference EventOutbox outbox,
            @Reference Transactions transactions,
            @Reference EventAdmin eventAdmin) {
        this(
                outbox,
                transactions,
                eventAdmin,
                Retention.Bounds.of(
                        context.getProperty("pergola.events.retention"), context.getProperty("pergola.events.rows")));
    }

    DurableEvents(EventOutbox outbox, Transactions transactions, EventAdmin eventAdmin, Retention.Bounds bounds) {
        this.outbox = outbox;
        this.transactions = transactions;
        dispatcher = new Dispatcher(outbox, eventAdmin);
        recorder = new Recorder(outbox, dispatcher);
        retention = new Retention(outbox, bounds);
        platform = Bus.ofPlatform(PLATFORM, dispatcher, recorder);
        dispatcher.start();
        recorder.start();
        retention.start();
    }

    @Deactivate
    void close() {
        retention.close();
        recorder.close();
        dispatcher.close();
        for (Bus bus : plugins) bus.close();
        platform.close();
    }

    @Override
    public Event publish(String topic, Map<String, ?> data) {
        Event event = platform.event(topic, data);
        EventData.bytes(event);
        Event recorded = outbox.append(List.of(event)).get(0);
        transactions.afterCommit(() -> dispatcher.announce(recorded.position()));
        return recorded;
    }

    @Override
    public EventBus bus() {
        return platform;
    }

    @Override
    public PluginBus busFor(String pluginId) {
        Bus bus = platform.ofPlugin(pluginId, plugins::remove);
        plugins.add(bus);
        return bus;
    }

    @Override
    public List<Event> history(long after, String topic, int limit) {
        Bus.checkPattern(topic);
        return outbox.after(after, topic, limit);
    }

    @Override
    public long position() {
        return outbox.last();
    }

    @Override
    public Subscription replay(long after, String topic, Consumer<Event> handler) {
        return platform.replay(after, topic, handler);
    }
}
