package dev.pergola.store.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs things at once and throws what any of them threw. */
final class Concurrently {
    private Concurrently() {}

    static void run(ExecutorService threads, List<Runnable> tasks) {
        List<Future<?>> running = new ArrayList<>();
        for (Runnable task : tasks) running.add(threads.submit(task));
        for (Future<?> future : running) {
            try {
                future.get(30, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError("A concurrent task failed", e);
            }
        }
    }
}
