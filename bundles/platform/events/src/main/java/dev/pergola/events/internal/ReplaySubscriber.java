package dev.pergola.events.internal;

import dev.pergola.api.event.Event;
import dev.pergola.store.EventOutbox;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears events from a position on, by reading the outbox at its own pace. It keeps nothing but its position, so it
 * loses nothing however slow it is, and there is no seam between history and present.
 */
final class ReplaySubscriber extends Subscriber {
    private static final Logger LOG = LoggerFactory.getLogger(ReplaySubscriber.class);
    private static final int PAGE = 128;

    private final EventOutbox outbox;
    private final Consumer<Subscriber> forget;
    private final RareLog failures = new RareLog();
    private long position;
    private boolean behind = true;
    private boolean failed;

    /** With the position of the last event that it should not hear. */
    ReplaySubscriber(
            String pattern,
            String owner,
            Lane lane,
            Consumer<Event> handler,
            long after,
            EventOutbox outbox,
            Consumer<Subscriber> forget) {
        super(pattern, owner, lane, handler);
        this.position = after;
        this.outbox = outbox;
        this.forget = forget;
    }

    @Override
    void offer(Event event) {
        synchronized (this) {
            behind = true;
        }
        schedule();
    }

    /** Goes on where the outbox could not be read before. */
    void retry() {
        synchronized (this) {
            if (!failed) return;
            failed = false;
        }
        schedule();
    }

    @Override
    List<Event> take() {
        long after;
        synchronized (this) {
            behind = false;
            after = position;
        }
        try {
            List<Event> page = outbox.after(after, pattern(), PAGE);
            synchronized (this) {
                if (page.size() == PAGE) behind = true;
                if (!page.isEmpty()) position = page.get(page.size() - 1).position();
            }
            return page;
        } catch (RuntimeException e) {
            failures.count(times -> LOG.warn(
                    "A replay of {} for {} cannot be read, and is tried again each second: {}",
                    pattern(),
                    owner(),
                    e.getMessage()));
            synchronized (this) {
                behind = true;
                failed = true;
            }
            return List.of();
        }
    }

    @Override
    boolean hasMore() {
        return behind && !failed;
    }

    @Override
    boolean isDone() {
        return false;
    }

    @Override
    void clear() {
        behind = false;
    }

    @Override
    void closed() {
        forget.accept(this);
    }
}
