package dev.pergola.jobs.internal;

import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.RunningCall;
import dev.pergola.store.JobRecords;
import dev.pergola.store.JobRecords.Held;
import dev.pergola.store.JobRecords.JobRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs that run here: how far they are, which is noted every two seconds, and that they can be ended. */
final class RunningJobs {
    private static final Logger LOG = LoggerFactory.getLogger(RunningJobs.class);
    private static final long EVERY_MILLIS = 2_000;

    private final PluginCalls calls;
    private final JobRecords records;
    private final String worker;
    private final ScheduledExecutorService timer;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final AtomicBoolean ticking = new AtomicBoolean();

    RunningJobs(PluginCalls calls, JobRecords records, String worker, ScheduledExecutorService timer) {
        this.calls = calls;
        this.records = records;
        this.worker = worker;
        this.timer = timer;
    }

    /** A job that runs here. */
    final class Running {
        private final Held held;
        private final Object lock = new Object();
        // Guarded by the lock.
        private String executionId = "";
        private boolean cancelled;
        private boolean stopped;
        // Used by the timer's thread only.
        private String reported = "0.0 ";

        private Running(Held held) {
            this.held = held;
        }

        /** Its call has begun; ends it where somebody wanted that meanwhile. */
        void began(String id) {
            boolean end;
            synchronized (lock) {
                executionId = id;
                end = cancelled || stopped;
            }
            if (end) calls.cancel(id);
        }

        /** Whether somebody wanted it ended. */
        boolean cancelled() {
            synchronized (lock) {
                return cancelled;
            }
        }

        private void end(boolean onRequest) {
            String id;
            synchronized (lock) {
                if (onRequest) cancelled = true;
                else stopped = true;
                id = executionId;
            }
            if (!id.isEmpty()) calls.cancel(id);
        }

        private String executionId() {
            synchronized (lock) {
                return executionId;
            }
        }
    }

    Running begin(Held held) {
        Running begun = new Running(held);
        Running before = running.put(held.id(), begun);
        // It was taken for dead, by a clock that jumped: what it still does is of no use to anybody.
        if (before != null) before.end(false);
        if (ticking.compareAndSet(false, true)) tickLater();
        return begun;
    }

    void ended(Running ended) {
        running.remove(ended.held.id(), ended);
    }

    /** Whether the job of an entry of the scheduler's runs here. */
    boolean isHere(String entry) {
        return running.containsKey(JobRunner.job(entry));
    }

    int count() {
        return running.size();
    }

    /** Cancels a job, where it runs here. */
    void cancel(String id) {
        Optional.ofNullable(running.get(id)).ifPresent(job -> job.end(true));
    }

    /** Ends what runs, so that it can be put back. */
    void stopAll() {
        running.values().forEach(job -> job.end(false));
    }

    /** The call that does a job now, where it runs here. */
    Optional<RunningCall> call(JobRecord job) {
        Running here = running.get(job.order().id());
        if (here == null || !here.held.equals(job.held())) return Optional.empty();
        String id = here.executionId();
        return calls.running().stream().filter(call -> call.id().equals(id)).findFirst();
    }

    private void tickLater() {
        try {
            var unused = timer.schedule(this::tick, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The progress of jobs is not noted any more", stopped);
        }
    }

    private void tick() {
        try {
            report();
            records.cancelRequested(worker).forEach(this::cancel);
        } catch (RuntimeException e) {
            LOG.warn("The progress of jobs could not be noted; it is tried again", e);
        }
        if (!running.isEmpty()) {
            tickLater();
            return;
        }
        ticking.set(false);
        if (!running.isEmpty() && ticking.compareAndSet(false, true)) tickLater();
    }

    private void report() {
        Map<String, RunningCall> byId =
                calls.running().stream().collect(Collectors.toMap(RunningCall::id, Function.identity(), (a, b) -> a));
        List<Running> all = new ArrayList<>(running.values());
        for (Running job : all) {
            RunningCall call = byId.get(job.executionId());
            if (call == null) continue;
            String now = call.progress() + " " + call.message();
            if (now.equals(job.reported)) continue;
            if (records.report(job.held, call.progress(), call.message())) job.reported = now;
            // Others took it for dead, and have begun it again.
            else if (running.get(job.held.id()) == job) job.end(false);
        }
    }
}
