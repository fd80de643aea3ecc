package dev.pergola.events.internal;

import dev.pergola.api.event.Event;
import dev.pergola.store.EventOutbox;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells everybody of what has been recorded. One thread reads the outbox from where it stopped, and hands each event to
 * the subscribers' queues and to the framework's EventAdmin; so all hear all events in the order of their positions,
 * whichever thread committed which first. It is woken by commits, and looks by itself each second in case it was not.
 */
final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int PAGE = 256;
    private static final long CLOSE_MILLIS = 5_000;

    private final EventOutbox outbox;
    private final EventAdmin eventAdmin;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Semaphore news = new Semaphore(0);
    /** Position of the newest event that this node is known to have committed. */
    private final AtomicLong committed;

    private final RareLog failures = new RareLog();
    private final Thread thread;
    private volatile boolean open = true;
    private long position;

    Dispatcher(EventOutbox outbox, EventAdmin eventAdmin) {
        this.outbox = outbox;
        this.eventAdmin = eventAdmin;
        position = outbox.last();
        committed = new AtomicLong(position);
        thread = Threads.daemon("pergola-events-dispatcher", this::run);
    }

    void start() {
        thread.start();
    }

    /** What there is to hear from now on. */
    Backlog backlog(String pattern) {
        return new Backlog(outbox, pattern, committed.get(), false);
    }

    /** What there is to hear after a position. */
    Backlog backlog(String pattern, long after) {
        return new Backlog(outbox, pattern, after, true);
    }

    /** Says that an event has been committed. */
    void announce(long position) {
        committed.accumulateAndGet(position, Math::max);
        news.release();
    }

    void add(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    private void run() {
        while (open) {
            try {
                boolean told = news.tryAcquire(1, TimeUnit.SECONDS);
                news.drainPermits();
                catchUp();
                if (!told) subscribers.forEach(Subscriber::retry);
            } catch (InterruptedException e) {
                LOG.debug("Interrupted, as happens when the events are stopped", e);
            } catch (Throwable e) {
                failures.count(times -> LOG.error(
                        "Recorded events could not be delivered; it is tried again, and none is lost. Times: {}",
                        times,
                        e));
                pause();
            }
        }
    }

    /** So that an outbox that cannot be read is not asked without a pause. */
    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
            news.release();
        } catch (InterruptedException e) {
            LOG.debug("Interrupted, as happens when the events are stopped", e);
        }
    }

    private void catchUp() {
        List<Event> page;
        do {
            page = outbox.after(position, PAGE);
            for (Event event : page) {
                deliver(event);
                position = event.position();
            }
        } while (page.size() == PAGE);
    }

    private void deliver(Event event) {
        committed.accumulateAndGet(event.position(), Math::max);
        post(event);
        for (Subscriber subscriber : subscribers) subscriber.offer(event);
    }

    private void post(Event event) {
        Map<String, Object> properties = new HashMap<>(event.data());
        properties.put("topic", event.topic());
        properties.put("position", event.position());
        properties.put("source", event.source());
        properties.put("time", event.time());
        properties.put(EventConstants.TIMESTAMP, millis(event.time()));
        try {
            // Dots, which our topics may have, are none of the letters of OSGi's.
            eventAdmin.postEvent(new org.osgi.service.event.Event(event.topic().replace('.', '_'), properties));
        } catch (RuntimeException e) {
            failures.count(times -> LOG.warn("EventAdmin did not take {} events", times, e));
        }
    }

    private static long millis(Instant time) {
        return time.toEpochMilli();
    }

    @Override
    public void close() {
        open = false;
        news.release();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        subscribers.clear();
    }
}
