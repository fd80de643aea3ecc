package dev.pergola.events;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.EventBus;
import dev.pergola.api.event.Subscription;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All events of this runtime. Each is recorded first, and then told: to subscribers here, each in the order of
 * positions and each event once, and to plain OSGi {@code EventHandler}s through EventAdmin, which see the details as
 * properties beside {@code position}, {@code source}, {@code time} and {@code topic}; where a topic has dots, EventAdmin
 * has underscores. A subscriber that is slow delays nobody: it goes on from the record when it can, and loses nothing
 * that is not older than the property {@code pergola.events.retention} (default {@code 7d}) and among the last
 * {@code pergola.events.rows} (default 500,000).
 *
 * <p>An event carries at most 256 KiB as JSON. Senders that are faster than the disk are told so: their stages fail.
 */
@ProviderType
public interface PlatformEvents {
    /** The source of events that the platform itself sends. */
    String PLATFORM = "pergola";

    /**
     * Publishes an event of the platform: recorded before this returns, as part of the calling thread's transaction
     * where there is one, and delivered once that has committed. Inside of a transaction all others that publish wait
     * until it ends, so publish late in it.
     *
     * @throws IllegalArgumentException where the topic is none, or the data too large or no JSON-like data
     * @throws dev.pergola.store.StoreException where it cannot be recorded
     */
    Event publish(String topic, Map<String, ?> data);

    /** The platform's own bus: may send under {@code pergola/}. Its {@code emit} records in the background. */
    EventBus bus();

    /**
     * A bus for one plugin, under whose id it sends. Each call makes another, so that two versions that run side by side
     * do not share one. Its handlers run on threads of its own, four at a time. Closing it ends its subscriptions,
     * interrupts handlers that run and waits a second for them, and lets go of all that it was given.
     */
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
