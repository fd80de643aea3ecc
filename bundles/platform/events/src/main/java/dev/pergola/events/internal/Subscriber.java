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
final class Subscriber implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String pattern;
    private final String owner;
    private final boolean once;
    private final Lane lane;
    private final Backlog backlog;
    private final Consumer<Subscriber> forget;
    private final RareLog failures = new RareLog();
    private final RareLog delays = new RareLog();
    private volatile @Nullable Consumer<Event> handler;
    private boolean scheduled;
    private boolean unreadable;
    private @Nullable Thread delivering;

    /**
     * A subscriber.
     *
     * @param pattern what it hears
     * @param owner on whose behalf, for the log
     * @param once whether the first event is the only one
     * @param lane where the handler runs
     * @param backlog what it has still to hear
     * @param forget takes it off the lists
     */
    Subscriber(
            String pattern,
            String owner,
            boolean once,
            Lane lane,
            Backlog backlog,
            Consumer<Event> handler,
            Consumer<Subscriber> forget) {
        this.pattern = pattern;
        this.owner = owner;
        this.once = once;
        this.lane = lane;
        this.backlog = backlog;
        this.handler = handler;
        this.forget = forget;
    }

    /** Whether it was made with this topic and this very handler; a plugin's {@code equals} is not to be trusted. */
    boolean isOf(String topic, Consumer<Event> handler) {
        return this.handler == handler && pattern.equals(topic);
    }

    /** Tells of an event, if it hears such. Called by the dispatcher, in order. Does not wait. */
    void offer(Event event) {
        if (handler == null || !Topics.matches(pattern, event.topic())) return;
        if (backlog.offer(event)) {
            delays.count(times -> LOG.info(
                    "A handler of {} for {} is slow: more than {} events wait for it. It goes on with the recorded ones."
                            + " Times since the last line: {}",
                    owner,
                    pattern,
                    Backlog.CAPACITY,
                    times));
        }
        schedule();
    }

    /** Goes on where recorded events could not be read before. */
    void retry() {
        synchronized (this) {
            if (!unreadable) return;
            unreadable = false;
        }
        schedule();
    }

    void schedule() {
        synchronized (this) {
            if (scheduled || handler == null) return;
            scheduled = true;
        }
        lane.handle(this::drain);
    }

    private void drain() {
        for (Event event : next()) {
            deliver(event);
            if (once) {
                close();
                return;
            }
        }
        synchronized (this) {
            scheduled = handler != null && !unreadable && !backlog.isEmpty();
            if (!scheduled) return;
        }
        // To the end of the line: others of the same lane wait too.
        lane.handle(this::drain);
    }

    private List<Event> next() {
        try {
            return backlog.next();
        } catch (RuntimeException e) {
            synchronized (this) {
                unreadable = true;
            }
            delays.count(times -> LOG.warn(
                    "Events of {} for {} are delayed, because they cannot be read; it is tried again each second: {}",
                    pattern,
                    owner,
                    e.getMessage()));
            return List.of();
        }
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
    public void close() {
        if (!shut()) return;
        forget.accept(this);
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
    boolean shut() {
        synchronized (this) {
            if (handler == null) return false;
            handler = null;
        }
        backlog.clear();
        return true;
    }
}
