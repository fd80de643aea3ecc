package dev.pergola.execution.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.ExecutionRecord;
import dev.pergola.store.Installations;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes ended calls in batches. Callers never wait for it: where they are faster than the database, the oldest calls
 * that wait are dropped, and counted.
 */
final class RecordWriter {
    private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);
    private static final int BATCH = 500;
    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final long EVERY_MILLIS = 50;
    private static final long TOUCH_MILLIS = 5_000;
    private static final long PRUNE_MINUTES = 1;
    private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Something to write: a call, an event, or both. */
    private record Entry(List<ExecutionRecord> record, String topic, Map<String, Object> data, long bytes) {}

    private record Version(String plugin, String version) {}

    private final Tuning tuning;
    private final ExecutionLog log;
    private final Installations installations;
    private final PlatformEvents events;
    private final ScheduledThreadPoolExecutor executor;

    // Guarded by itself.
    private final Deque<Entry> queue = new ArrayDeque<>();
    private long queued;
    private long dropped;
    private boolean woken;

    // Used on the executor's one thread only.
    private final Map<Version, Instant> used = new HashMap<>();
    private long failed;
    private long warnedAt = System.nanoTime() - WARN_NANOS;

    RecordWriter(Tuning tuning, ExecutionLog log, Installations installations, PlatformEvents events) {
        this.tuning = tuning;
        this.log = log;
        this.installations = installations;
        this.events = events;
        executor =
                new ScheduledThreadPoolExecutor(1, new BackgroundThreads("unused", 1).factory("pergola-execution-log"));
        executor.scheduleWithFixedDelay(this::flush, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        executor.scheduleWithFixedDelay(this::touch, TOUCH_MILLIS, TOUCH_MILLIS, TimeUnit.MILLISECONDS);
        executor.scheduleWithFixedDelay(this::prune, 0, PRUNE_MINUTES, TimeUnit.MINUTES);
    }

    void add(ExecutionRecord record, boolean announced) {
        long bytes = JsonSize.of(record.input())
                + JsonSize.of(record.output())
                + record.error().length();
        offer(new Entry(List.of(record), announced ? Topics.EXECUTION + "/" + record.status() : "", Map.of(), bytes));
    }

    void announce(String topic, Map<String, Object> data) {
        offer(new Entry(List.of(), topic, data, 0));
    }

    private void offer(Entry entry) {
        boolean wake;
        synchronized (queue) {
            while (queue.size() >= tuning.logQueue() || queued > MOST_BYTES) {
                queued -= queue.removeFirst().bytes;
                dropped++;
            }
            queue.addLast(entry);
            queued += entry.bytes;
            wake = !woken && (queue.size() >= tuning.logQueue() / 2 || queued > MOST_BYTES / 2);
            if (wake) woken = true;
        }
        if (wake && !executor.isShutdown()) executor.execute(this::flush);
    }

    private void flush() {
        synchronized (queue) {
            woken = false;
        }
        for (List<Entry> batch = next(); !batch.isEmpty(); batch = next()) write(batch);
        warn();
    }

    private List<Entry> next() {
        synchronized (queue) {
            List<Entry> batch = new ArrayList<>(Math.min(BATCH, queue.size()));
            while (batch.size() < BATCH && !queue.isEmpty()) {
                batch.add(queue.removeFirst());
                queued -= batch.get(batch.size() - 1).bytes;
            }
            return batch;
        }
    }

    private void write(List<Entry> batch) {
        List<ExecutionRecord> records = new ArrayList<>(batch.size());
        batch.forEach(entry -> records.addAll(entry.record));
        try {
            if (!records.isEmpty()) log.append(records);
        } catch (RuntimeException unwritten) {
            failed += records.size();
            LOG.debug("Calls could not be recorded", unwritten);
        }
        records.forEach(this::note);
        for (Entry entry : batch) emit(entry);
    }

    private void note(ExecutionRecord record) {
        used.merge(
                new Version(record.pluginId(), record.version()),
                record.startedAt(),
                (one, other) -> one.isAfter(other) ? one : other);
    }

    private void emit(Entry entry) {
        if (entry.topic.isEmpty()) return;
        try {
            var unused = events.bus()
                    .emit(entry.topic, entry.record.isEmpty() ? entry.data : described(entry.record.get(0)))
                    .exceptionally(unsent -> {
                        LOG.debug("The event {} could not be sent", entry.topic, unsent);
                        return null;
                    });
        } catch (RuntimeException unsent) {
            LOG.debug("The event {} could not be sent", entry.topic, unsent);
        }
    }

    private static Map<String, Object> described(ExecutionRecord record) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", record.id());
        data.put("plugin", record.pluginId());
        data.put("version", record.version());
        data.put("extension", record.extension());
        data.put("operation", record.operation());
        data.put("status", record.status());
        data.put("wallMicros", TimeUnit.MICROSECONDS.convert(record.usage().wallTime()));
        data.put("cpuMicros", TimeUnit.MICROSECONDS.convert(record.usage().cpuTime()));
        data.put("allocatedBytes", record.usage().allocatedBytes());
        record.usage().sandbox().ifPresent(sandbox -> {
            data.put("memoryBytes", sandbox.memoryBytes());
            data.put("diskBytes", sandbox.diskBytes());
            data.put("networkBytes", sandbox.networkBytes());
            data.put("storageBytes", sandbox.storageBytes());
        });
        data.put("caller", record.caller());
        return data;
    }

    private void touch() {
        used.forEach((version, when) -> {
            try {
                installations.touch(version.plugin, version.version, when);
            } catch (RuntimeException unwritten) {
                LOG.debug("The last use of {} could not be recorded", version, unwritten);
            }
        });
        used.clear();
    }

    private void prune() {
        try {
            int pruned = log.prune(Instant.now().minus(tuning.retention()), tuning.retentionRows());
            if (pruned > 0) LOG.debug("{} old calls were removed from the execution log", pruned);
        } catch (RuntimeException unwritten) {
            LOG.warn("Old calls could not be removed from the execution log", unwritten);
        }
    }

    private void warn() {
        long lost;
        synchronized (queue) {
            lost = dropped;
        }
        if (lost + failed == 0 || System.nanoTime() - warnedAt < WARN_NANOS) return;
        synchronized (queue) {
            dropped = 0;
        }
        LOG.warn(
                "{} calls are missing from the execution log: {} came faster than the database takes them, and {} it"
                        + " refused",
                lost + failed,
                lost,
                failed);
        failed = 0;
        warnedAt = System.nanoTime();
    }

    /** Writes what waits, and ends. */
    void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS))
                LOG.warn("The execution log could not be written in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        flush();
        touch();
    }
}
