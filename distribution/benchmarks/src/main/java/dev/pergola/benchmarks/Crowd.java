package dev.pergola.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Callers that begin at the same moment, each on a thread and a connection of its own.
 *
 * @param nanos from that moment until the last answer
 * @param done calls that were answered with a result
 * @param failures what came instead, of the others
 */
record Crowd(long nanos, int done, List<String> failures) {
    /** Each calls once. */
    static Crowd once(SandboxSubject subject, int callers, String task) {
        return of(subject, callers, task, Duration.ZERO);
    }

    /** Each calls until so long has passed, and once at least. */
    static Crowd of(SandboxSubject subject, int callers, String task, Duration length) {
        CountDownLatch ready = new CountDownLatch(callers);
        CountDownLatch go = new CountDownLatch(1);
        List<Optional<String>> ends = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            Thread thread = new Thread(
                    () -> {
                        ready.countDown();
                        await(go);
                        call(subject, task, System.nanoTime() + length.toNanos(), ends);
                    },
                    "crowd");
            thread.start();
            threads.add(thread);
        }
        await(ready);
        long began = System.nanoTime();
        go.countDown();
        for (Thread thread : threads) join(thread);
        long took = System.nanoTime() - began;
        List<String> failures = ends.stream().flatMap(Optional::stream).toList();
        return new Crowd(took, ends.size() - failures.size(), failures);
    }

    private static void call(SandboxSubject subject, String task, long until, List<Optional<String>> ends) {
        List<Optional<String>> own = new ArrayList<>();
        do {
            try {
                subject.call(task);
                own.add(Optional.empty());
            } catch (RuntimeException e) {
                own.add(Optional.of(String.valueOf(e.getMessage())));
            }
        } while (System.nanoTime() < until);
        synchronized (ends) {
            ends.addAll(own);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Calls a second that gave a result. */
    double rate() {
        return done / (nanos / 1e9);
    }
}
