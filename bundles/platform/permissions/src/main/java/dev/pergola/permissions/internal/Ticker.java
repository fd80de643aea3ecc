package dev.pergola.permissions.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Does something when a time has come, and every few seconds besides, should clocks be set or others have changed things. */
final class Ticker implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Supplier<Optional<Duration>> next;
    private final Runnable work;
    private final ScheduledThreadPoolExecutor executor;

    Ticker(Supplier<Optional<Duration>> next, Runnable work) {
        this.next = next;
        this.work = work;
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "pergola-permissions", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        every();
    }

    private void every() {
        executor.schedule(this::tick, delay(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        work.run();
        if (!executor.isShutdown()) every();
    }

    private long delay() {
        Duration wait = next.get().filter(time -> time.compareTo(LONGEST) < 0).orElse(LONGEST);
        return Math.max(1, wait.toMillis() + 1);
    }

    /** Something may come sooner now. */
    void wake() {
        executor.schedule(work, delay(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
