package dev.pergola.events.internal;

import dev.pergola.api.event.Event;
import dev.pergola.store.EventOutbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The events that a subscriber has still to hear, in order, each once. The next few are at hand; a subscriber that falls
 * further behind, or begins in the past, reads the rest from the outbox. So it loses nothing however slow it is, and it
 * holds no memory that grows.
 */
final class Backlog {
    /** Events at hand. */
    static final int CAPACITY = 128;

    private final EventOutbox outbox;
    private final String pattern;
    private final Queue<Event> atHand = new ArrayDeque<>();
    private long position;
    private boolean behind;

    /**
     * A backlog.
     *
     * @param position position of the last event that is not to be heard
     * @param behind whether there may be events after it that will not be offered
     */
    Backlog(EventOutbox outbox, String pattern, long position, boolean behind) {
        this.outbox = outbox;
        this.pattern = pattern;
        this.position = position;
        this.behind = behind;
    }

    /** Takes note of an event that has just come to light; tells whether the backlog has just outgrown what is at hand. */
    synchronized boolean offer(Event event) {
        // What is already known, or will be read from the outbox anyway.
        if (event.position() <= position || behind) return false;
        if (atHand.size() < CAPACITY) {
            atHand.add(event);
            return false;
        }
        behind = true;
        return true;
    }

    /** The next few events; none where there are none. */
    List<Event> next() {
        long after;
        synchronized (this) {
            List<Event> events = takeAtHand();
            if (!events.isEmpty() || !behind) return events;
            behind = false;
            after = position;
        }
        List<Event> page = read(after);
        synchronized (this) {
            if (!page.isEmpty()) position = page.get(page.size() - 1).position();
            if (page.size() == CAPACITY) {
                // There is more in between than has been read, so what was offered meanwhile is not next.
                atHand.clear();
                behind = true;
            }
        }
        return page;
    }

    private List<Event> takeAtHand() {
        List<Event> events = new ArrayList<>(atHand.size());
        for (Event event = atHand.poll(); event != null; event = atHand.poll()) {
            // One that was offered while a page was read may be on that page too.
            if (event.position() <= position) continue;
            events.add(event);
            position = event.position();
        }
        return events;
    }

    private List<Event> read(long after) {
        boolean done = false;
        try {
            List<Event> page = outbox.after(after, pattern, CAPACITY);
            done = true;
            return page;
        } finally {
            if (!done) fallBehind();
        }
    }

    private synchronized void fallBehind() {
        atHand.clear();
        behind = true;
    }

    synchronized boolean isEmpty() {
        return atHand.isEmpty() && !behind;
    }

    synchronized void clear() {
        atHand.clear();
        behind = false;
        position = Long.MAX_VALUE;
    }
}
