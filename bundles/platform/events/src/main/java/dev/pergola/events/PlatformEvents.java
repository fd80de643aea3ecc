package dev.pergola.events;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** All events of this runtime. */
@ProviderType
public interface PlatformEvents {
    /** The source of events that the platform itself sends. */
    String PLATFORM = "pergola";

    /**
     * Publishes an event of the platform: recorded before this returns, as part of the calling thread's transaction
     * where there is one, and delivered once that has committed.
     */
    Event publish(String topic, Map<String, ?> data);

    /** The platform's own bus: may send under {@code pergola/}. Its {@code emit} records in the background. */
    EventBus bus();

    /** A bus for one plugin, under whose id it sends. Closing it ends the plugin's subscriptions. */
    PluginBus busFor(String pluginId);

    /** Up to {@code limit} recorded events after a position whose topic matches, oldest first. */
    List<Event> history(long after, String topic, int limit);

    /** The position of the newest recorded event. */
    long position();

    /** Subscribes to recorded events after a position, and then to new ones, in order and without gap or repetition. */
    Subscription replay(long after, String topic, Consumer<Event> handler);

    /** A bus that can be closed. */
    @ProviderType
    interface PluginBus extends EventBus, AutoCloseable {
        @Override
        void close();
    }
}
