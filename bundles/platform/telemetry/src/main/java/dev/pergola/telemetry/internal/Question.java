package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.HealthIndicator;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one indicator is asked. It is asked once at a time: while it owes an answer, whoever asks waits for that one, so
 * one that hangs costs one thread.
 */
final class Question {
    private static final int MAX_TEXT = 1_000;

    private final HealthIndicator indicator;
    private final Executor executor;
    private volatile String name;
    private volatile @Nullable CompletableFuture<Indication> answer;
    private volatile long asked;

    Question(HealthIndicator indicator, Executor executor) {
        this.indicator = indicator;
        this.executor = executor;
        this.name = indicator.getClass().getName();
    }

    boolean isTo(HealthIndicator other) {
        return indicator == other;
    }

    /** What it calls itself, or its class where it has not come to that. */
    String name() {
        return name;
    }

    synchronized void ask() {
        CompletableFuture<Indication> last = answer;
        if (last != null && !last.isDone()) return;
        CompletableFuture<Indication> next = new CompletableFuture<>();
        answer = next;
        asked = System.nanoTime();
        try {
            executor.execute(() -> next.complete(reply()));
        } catch (RejectedExecutionException busy) {
            next.complete(down("cannot be asked: too many others have not answered yet"));
        }
    }

    /** The indicator may be a plugin's, and anything that it does or says is bounded and guarded. */
    private Indication reply() {
        try {
            name = bounded(indicator.name());
            Indication given = indicator.indicate();
            if (given == null || given.status() == null) return down("answered null");
            return new Indication(given.status(), bounded(given.message()));
        } catch (Throwable thrown) {
            return down("threw " + thrown.getClass().getName() + said(thrown));
        }
    }

    private static String said(Throwable thrown) {
        try {
            return thrown.getMessage() == null ? "" : ": " + bounded(thrown.getMessage());
        } catch (Throwable hostile) {
            return "";
        }
    }

    private static String bounded(@Nullable String text) {
        if (text == null) return "";
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    Indication await(long end) {
        CompletableFuture<Indication> given = answer;
        if (given == null) return down("was not asked");
        try {
            return given.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            return down("has not answered for " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked) + " ms");
        } catch (ExecutionException impossible) {
            return down("could not be asked");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return down("could not be asked: the caller was interrupted");
        }
    }

    private static Indication down(String message) {
        return new Indication(HealthStatus.DOWN, message);
    }
}
