package dev.pergola.store;

import dev.pergola.api.event.Event;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The durable record of events, in one order without gaps that matter: a later event has a higher position. */
@ProviderType
public interface EventOutbox {
    /** Records events, in order, in one go, and gives them with their positions. */
    List<Event> append(List<Event> events);

    /** Up to {@code limit} events after a position, oldest first. Positions are given out in commit order. */
    List<Event> after(long position, int limit);

    /** The highest position, 0 where there is none. */
    long last();

    /** Removes events older than some time, and tells how many. */
    int prune(Instant before);
}
