package dev.pergola.store;

import dev.pergola.api.event.Event;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The durable record of events, in one order without gaps that matter: a later event has a higher position. */
@ProviderType
public interface EventOutbox {
    /**
     * Records events, in order, in one go, and gives them with their positions. Inside of a transaction, all others
     * that append wait until it ends: append late in it.
     */
    List<Event> append(List<Event> events);

    /**
     * Up to {@code limit} events after a position, oldest first. Positions are given out in commit order: what comes to
     * light later has a higher position than all that was seen before.
     */
    List<Event> after(long position, int limit);

    /**
     * The same, of one topic.
     *
     * @param topic name of a topic, a prefix followed by {@code /*}, or {@code *} for all
     */
    List<Event> after(long position, String topic, int limit);

    /** The highest position ever given out, 0 where there is none. */
    long last();

    /** Removes events older than some time, and all but about {@code most} of the newest; tells how many. */
    int prune(Instant before, long most);
}
