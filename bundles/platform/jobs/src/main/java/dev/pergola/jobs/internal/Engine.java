package dev.pergola.jobs.internal;

import dev.pergola.store.JobRecords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the scheduler going. It is started with the first job that there is, so that a runtime without jobs has none of
 * its threads, its polling and its classes.
 */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final long CLOCK_MILLIS = 2_000;
    /** So that no job comes to be due a moment after it was looked for. */
    private static final Duration EARLIER = Duration.ofMillis(50);

    private final JobRecords records;
    private final DataSource database;
    private final String worker;
    private final JobSettings settings;
    private final JobRunner runner;
    private final RunningJobs running;
    private final ScheduledExecutorService timer;
    private final Waker waker;
    private final InstantSource clock;

    // Guarded by this.
    private @Nullable Scheduling scheduling;
    private boolean open;
    private boolean stopped;

    Engine(
            JobRecords records,
            DataSource database,
            String worker,
            JobSettings settings,
            JobRunner runner,
            RunningJobs running,
            ScheduledExecutorService timer,
            InstantSource clock) {
        this.records = records;
        this.database = database;
        this.worker = worker;
        this.settings = settings;
        this.runner = runner;
        this.running = running;
        this.timer = timer;
        this.waker = new Waker(timer, this::look, clock);
        this.clock = clock;
    }

    /** Lets it begin: what an earlier runtime left goes on. */
    void open() {
        synchronized (this) {
            open = true;
        }
        timer.execute(() -> {
            try {
                if (records.unfinished() > 0) waker.now();
            } catch (RuntimeException e) {
                LOG.error("The jobs of earlier runs cannot be read; they go on with the next job", e);
            }
        });
        var unused = timer.scheduleWithFixedDelay(this::prune, 60, 60, TimeUnit.SECONDS);
    }

    /** There is something to do. */
    void due(Instant when) {
        waker.at(when);
    }

    /** Whether there have been jobs since the start. */
    synchronized boolean isGoing() {
        return scheduling != null && !stopped;
    }

    private void look() {
        started().ifPresent(Scheduling::wake);
    }

    private synchronized Optional<Scheduling> started() {
        if (stopped || !open) return Optional.empty();
        if (scheduling == null) {
            int left = records.release(worker);
            if (left > 0) LOG.info("{} jobs that ran when the runtime ended are begun again", left);
            Function<String, Scheduling.Next> work = runner::run;
            Scheduling.Pace pace = new Scheduling.Pace(clock, Scheduling.HEARTBEAT);
            scheduling = new Scheduling(database, worker, settings.threads(), work, running::isHere, this::due, pace);
            scheduling.start();
            ClockWatch watch = new ClockWatch(clock, System::nanoTime);
            var unused =
                    timer.scheduleWithFixedDelay(() -> look(watch), CLOCK_MILLIS, CLOCK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return Optional.of(scheduling);
    }

    /** Times that were to come soon would otherwise come when the clock gets there once more. */
    private void look(ClockWatch watch) {
        Duration back = watch.setBack();
        if (back.isZero()) return;
        try {
            int moved = records.setBack(back.plus(EARLIER), clock.instant());
            LOG.info(
                    "The clock was set back by {} s; {} jobs that wait do not wait longer for it",
                    back.toSeconds(),
                    moved);
        } catch (RuntimeException e) {
            LOG.warn("The clock was set back by {} s, and jobs that wait may wait longer for it", back.toSeconds(), e);
        }
        // The scheduler looks for jobs of others by the clock too, and would not before it gets there.
        waker.now();
    }

    private void prune() {
        try {
            int pruned = records.prune(clock.instant(), settings.mostKept());
            if (pruned > 0) LOG.debug("{} old jobs were removed", pruned);
            // Where the start met a database that was not well.
            if (!isGoing() && records.unfinished() > 0) waker.now();
        } catch (RuntimeException e) {
            LOG.warn("Old jobs could not be removed; it is tried again in a minute", e);
        }
    }

    /** Waits a little for what runs, puts back what does not end by then, and stops. */
    void stop() {
        Scheduling at;
        synchronized (this) {
            stopped = true;
            at = scheduling;
        }
        runner.stop();
        if (at != null) {
            at.pause();
            drain();
            running.stopAll();
            at.stop();
        }
        timer.shutdown();
    }

    private void drain() {
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            while (running.count() > 0 && System.nanoTime() < end) TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
