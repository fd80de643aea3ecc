package dev.pergola.events.internal;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.Topics;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription: calls its handler with one event at a time, in order, on threads of its lane. */
abstract class Subscriber implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String pattern;
    private final String owner;
    private final Lane lane;
    private final RareLog failures = new RareLog();
    private volatile @Nullable Consumer<Event> handler;
    private boolean scheduled;
    private @Nullable Thread delivering;

    Subscriber(String pattern, String owner, Lane lane, Consumer<Event> handler) {
        this.pattern = pattern;
        this.owner = owner;
        this.lane = lane;
        this.handler = handler;
    }

    final String pattern() {
        return pattern;
    }

    final String owner() {
        return owner;
    }

    final boolean isOpen() {
        return handler != null;
    }

    /** Whether it was made with this topic and this very handler; a plugin's {@code equals} is not to be trusted. */
    final boolean isOf(String topic, Consumer<Event> handler) {
        return this.handler == handler && pattern.equals(topic);
    }

    final boolean hears(Event event) {
        return isOpen() && Topics.matches(pattern, event.topic());
    }

    /** Tells of an event that it hears. Called by the dispatcher, in order. Does not wait. */
    abstract void offer(Event event);

    /** The next events to deliver, on a thread of the lane. */
    abstract List<Event> take();

    /** Whether {@link #take} may give more; guarded by this. */
    abstract boolean hasMore();

    /** Whether it has had all that it is to have. */
    abstract boolean isDone();

    /** Lets go of what is kept; guarded by this. */
    abstract void clear();

    /** Ends what has nothing to do with this subscription itself. */
    abstract void closed();

    final void schedule() {
        synchronized (this) {
            if (scheduled || !isOpen()) return;
            scheduled = true;
        }
        lane.handle(this::drain);
    }

    private void drain() {
        for (Event event : take()) deliver(event);
        if (isDone()) close();
        synchronized (this) {
            scheduled = isOpen() && hasMore();
            if (!scheduled) return;
        }
        // To the end of the line: others of the same lane wait too.
        lane.handle(this::drain);
    }

    private void deliver(Event event) {
        Thread thread = Thread.currentThread();
        Consumer<Event> current;
        synchronized (this) {
            current = handler;
            if (current == null) return;
            delivering = thread;
        }
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(current.getClass().getClassLoader());
            current.accept(event);
        } catch (Throwable e) {
            warn(event, e);
        } finally {
            thread.setContextClassLoader(before);
            // What the handler left of an interrupt is not for the next event.
            Thread.interrupted();
            synchronized (this) {
                delivering = null;
                notifyAll();
            }
        }
    }

    private void warn(Event event, Throwable thrown) {
        try {
            failures.count(times -> LOG.warn(
                    "A handler of {} for {} failed with an event of {}; failures since the last line: {}",
                    owner,
                    pattern,
                    event.topic(),
                    times,
                    Failure.of(thrown)));
        } catch (Throwable e) {
            // Out of memory, most likely. The next events are to be delivered all the same.
        }
    }

    /** No delivery begins after this. One that has begun is given a moment to end, so that it has at least begun. */
    @Override
    public final void close() {
        if (!shut()) return;
        closed();
        boolean interrupted = false;
        synchronized (this) {
            long end = System.nanoTime() + CLOSE_NANOS;
            while (delivering != null && delivering != Thread.currentThread()) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (millis <= 0 || interrupted) break;
                try {
                    wait(millis);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Closes without waiting; tells whether it was open. */
    final boolean shut() {
        synchronized (this) {
            boolean open = isOpen();
            handler = null;
            clear();
            return open;
        }
    }
}
