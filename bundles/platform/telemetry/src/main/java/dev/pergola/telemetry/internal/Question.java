package dev.pergola.telemetry.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What somebody else's code is asked. It is asked once at a time: while it owes an answer, whoever asks waits for that one,
 * so one that hangs costs one thread.
 */
final class Question<A> {
    private static final int MAX_TEXT = 1_000;

    private final Supplier<A> asked;
    private final Function<String, A> otherwise;
    private final Executor executor;
    private volatile @Nullable CompletableFuture<A> answer;
    private volatile long askedAt;

    /**
     * With what takes the place of an answer.
     *
     * @param asked may be a plugin's, and throw or hang
     * @param otherwise makes an answer of why there is none
     */
    Question(Supplier<A> asked, Function<String, A> otherwise, Executor executor) {
        this.asked = asked;
        this.otherwise = otherwise;
        this.executor = executor;
    }

    synchronized void ask() {
        CompletableFuture<A> last = answer;
        if (last != null && !last.isDone()) return;
        CompletableFuture<A> next = new CompletableFuture<>();
        answer = next;
        askedAt = System.nanoTime();
        try {
            executor.execute(() -> next.complete(reply()));
        } catch (RejectedExecutionException busy) {
            next.complete(otherwise.apply("cannot be asked: too many others have not answered yet"));
        }
    }

    private A reply() {
        try {
            return asked.get();
        } catch (Throwable thrown) {
            return otherwise.apply("threw " + thrown.getClass().getName() + said(thrown));
        }
    }

    private static String said(Throwable thrown) {
        try {
            return thrown.getMessage() == null ? "" : ": " + bounded(thrown.getMessage());
        } catch (Throwable hostile) {
            return "";
        }
    }

    /** What others said, as far as it is of use. */
    static String bounded(@Nullable String text) {
        if (text == null) return "";
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    A await(long end) {
        CompletableFuture<A> given = answer;
        if (given == null) return otherwise.apply("was not asked");
        try {
            return given.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            return otherwise.apply(
                    "has not answered for " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedAt) + " ms");
        } catch (ExecutionException impossible) {
            return otherwise.apply("could not be asked");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return otherwise.apply("could not be asked: the caller was interrupted");
        }
    }
}
