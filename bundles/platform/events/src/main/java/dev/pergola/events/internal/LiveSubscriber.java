package dev.pergola.events.internal;

import dev.pergola.api.event.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears events from now on, through a bounded queue: a handler that falls too far behind loses the oldest. */
final class LiveSubscriber extends Subscriber {
    /** Events that may wait for a handler. */
    static final int CAPACITY = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LiveSubscriber.class);
    private static final int BATCH = 32;

    private final long after;
    private final boolean once;
    private final Consumer<Subscriber> forget;
    private final Queue<Event> queue = new ArrayDeque<>();
    private final RareLog losses = new RareLog();
    private boolean had;

    /**
     * A subscriber.
     *
     * @param after position of the last event that is older than the subscription
     * @param once whether the first event is the only one
     * @param forget takes it off the lists
     */
    LiveSubscriber(
            String pattern,
            String owner,
            Lane lane,
            Consumer<Event> handler,
            long after,
            boolean once,
            Consumer<Subscriber> forget) {
        super(pattern, owner, lane, handler);
        this.after = after;
        this.once = once;
        this.forget = forget;
    }

    @Override
    void offer(Event event) {
        if (event.position() <= after) return;
        synchronized (this) {
            if (!isOpen() || (once && had)) return;
            had = true;
            if (queue.size() == CAPACITY) {
                queue.remove();
                losses.count(times -> LOG.warn(
                        "A handler of {} for {} is too slow: it has lost {} events since the last line. What it missed"
                                + " is in the history",
                        owner(),
                        pattern(),
                        times));
            }
            queue.add(event);
        }
        schedule();
    }

    @Override
    List<Event> take() {
        synchronized (this) {
            List<Event> events = new ArrayList<>(Math.min(BATCH, queue.size()));
            while (events.size() < BATCH && !queue.isEmpty()) events.add(queue.remove());
            return events;
        }
    }

    @Override
    boolean hasMore() {
        return !queue.isEmpty();
    }

    @Override
    boolean isDone() {
        synchronized (this) {
            return once && had;
        }
    }

    @Override
    void clear() {
        queue.clear();
    }

    @Override
    void closed() {
        forget.accept(this);
    }
}
