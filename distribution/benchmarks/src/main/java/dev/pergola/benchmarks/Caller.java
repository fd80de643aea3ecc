package dev.pergola.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls a plugin over and over, on a thread of its own, and notes what comes back and how long it took. */
final class Caller {
    private final PergolaClient client;
    private final String plugin;
    private final Duration pause;
    private final Thread thread = new Thread(this::call, "caller");
    private final Map<String, Long> firstAnswers = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private long calls;
    private long longest;
    private volatile boolean ended;

    Caller(PergolaClient client, String plugin, Duration pause) {
        this.client = client;
        this.plugin = plugin;
        this.pause = pause;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void call() {
        while (!ended) {
            long began = System.nanoTime();
            String answer;
            try {
                answer = client.execute(plugin);
            } catch (RuntimeException e) {
                answer = "failed: " + e;
            }
            note(answer, began, System.nanoTime());
            Signals.pause(pause);
        }
    }

    private synchronized void note(String answer, long began, long answered) {
        calls++;
        longest = Math.max(longest, answered - began);
        if (answer.contains(" ")) failures.add(answer);
        else firstAnswers.putIfAbsent(answer, answered);
        notifyAll();
    }

    /** Waits until a version has answered this caller; when that was first, by {@link System#nanoTime}. */
    synchronized long awaitVersion(String version) {
        long end = System.nanoTime() + Contender.PATIENCE.toNanos();
        try {
            while (!firstAnswers.containsKey(version)) {
                if (System.nanoTime() > end) throw new IllegalStateException(version + " never answered: " + failures);
                wait(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return firstAnswers.getOrDefault(version, 0L);
    }

    /** Milliseconds of the longest call that ended since this was asked last. */
    synchronized double longestSince() {
        double millis = longest / 1e6;
        longest = 0;
        return millis;
    }

    synchronized long calls() {
        return calls;
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Makes no more calls, once the running one has ended. */
    void end() {
        ended = true;
        try {
            thread.join(Contender.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
