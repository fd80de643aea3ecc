package dev.pergola.events.internal;

import dev.pergola.api.event.Event;
import dev.pergola.store.EventOutbox;
import dev.pergola.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records events in the background, many in one commit: while one batch is being written, the next one gathers. What
 * waits is bounded by number and by size.
 */
final class Recorder implements AutoCloseable {
    /** Events that may wait. */
    static final int CAPACITY = 8192;

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long CAPACITY_BYTES = 64L * 1024 * 1024;
    private static final int BATCH = 512;
    private static final long CLOSE_MILLIS = 5_000;

    private final EventOutbox outbox;
    private final Dispatcher dispatcher;
    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>(CAPACITY);
    private final AtomicLong bytes = new AtomicLong();
    private final Thread thread;
    private volatile boolean open = true;

    Recorder(EventOutbox outbox, Dispatcher dispatcher) {
        this.outbox = outbox;
        this.dispatcher = dispatcher;
        thread = Threads.daemon("pergola-events-recorder", this::run);
    }

    void start() {
        thread.start();
    }

    /** Takes an event to record; tells whether there was room. Its receipt hears how it went, and must not wait. */
    boolean offer(Event event, int size, Receipt receipt) {
        if (!open) return false;
        if (bytes.addAndGet(size) <= CAPACITY_BYTES && queue.offer(new Entry(event, size, receipt))) return true;
        bytes.addAndGet(-size);
        return false;
    }

    private void run() {
        List<Entry> batch = new ArrayList<>(BATCH);
        while (open || !queue.isEmpty()) {
            try {
                Entry first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) continue;
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
                record(batch);
            } catch (InterruptedException e) {
                LOG.debug("Interrupted, as happens when the events are stopped", e);
            } catch (Throwable e) {
                LOG.error("Events could not be recorded", e);
                for (Entry entry : batch) entry.receipt().failed(e);
            } finally {
                for (Entry entry : batch) bytes.addAndGet(-entry.size());
                batch.clear();
            }
        }
    }

    private void record(List<Entry> batch) {
        List<Event> recorded;
        try {
            recorded = outbox.append(batch.stream().map(Entry::event).toList());
        } catch (StoreException e) {
            for (Entry entry : batch) entry.receipt().failed(e);
            return;
        }
        dispatcher.announce(recorded.get(recorded.size() - 1).position());
        for (int i = 0; i < recorded.size(); i++) batch.get(i).receipt().recorded(recorded.get(i));
    }

    /** Takes no more, and records what waits. */
    @Override
    public void close() {
        open = false;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            entry.receipt().failed(new IllegalStateException("The event bus was stopped before this was recorded"));
        }
    }

    /** Hears how it went. */
    interface Receipt {
        void recorded(Event event);

        void failed(Throwable cause);
    }

    private record Entry(Event event, int size, Receipt receipt) {}
}
