package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.execution.Circuit;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The circuit breaker of one extension. */
final class Breaker {
    /** By less than this a clock and time that passes differ without anybody's doing. */
    private static final Duration SET = Duration.ofMillis(500);

    private final String plugin;
    private final String extension;
    private final int failureLimit;
    private final long openNanos;
    private final LongSupplier ticker;
    private final InstantSource clock;
    private final Consumer<Circuit> listener;

    // Written under the lock. Read without it where a call finds all well, which is nearly always.
    private volatile Circuit.State state = Circuit.State.CLOSED;
    private volatile int failures;
    private long openedAt;
    private Instant since;
    private boolean probing;
    /** Weakly: it may hold on to a plugin that has gone. */
    private WeakReference<@Nullable Throwable> counted = new WeakReference<>(null);

    Breaker(
            String plugin,
            String extension,
            int failureLimit,
            Duration open,
            LongSupplier ticker,
            InstantSource clock,
            Consumer<Circuit> listener) {
        this.plugin = plugin;
        this.extension = extension;
        this.failureLimit = failureLimit;
        this.openNanos = Nanos.of(open);
        this.ticker = ticker;
        this.clock = clock;
        this.listener = listener;
        this.since = clock.instant();
    }

    /** Lets a call pass, or throws. Each call that passes ends in one of the methods below. */
    void pass() {
        if (state != Circuit.State.CLOSED) passGuarded();
    }

    private void passGuarded() {
        boolean changed = false;
        synchronized (this) {
            if (state == Circuit.State.OPEN) {
                long left = openedAt + openNanos - ticker.getAsLong();
                if (left > 0) throw open(left);
                change(Circuit.State.HALF_OPEN);
                changed = true;
            }
            if (state == Circuit.State.HALF_OPEN) {
                if (probing) throw probing();
                probing = true;
            }
        }
        if (changed) listener.accept(circuit());
    }

    private Refused open(long left) {
        Instant until = end(left).truncatedTo(ChronoUnit.MILLIS);
        return new Refused(
                Refusal.CIRCUIT_OPEN,
                "The circuit of " + extension + " of plugin " + plugin + " is open until " + until + ", after "
                        + failures + " failures in a row; the log of the plugin says why they failed");
    }

    private Refused probing() {
        return new Refused(
                Refusal.CIRCUIT_OPEN,
                "The circuit of " + extension + " of plugin " + plugin
                        + " is half open: one call is under way to see whether it works again; try again soon");
    }

    void succeeded() {
        if (state == Circuit.State.CLOSED && failures == 0) return;
        boolean changed;
        synchronized (this) {
            // A call that began before the circuit opened says nothing about how things stand now.
            if (state == Circuit.State.OPEN) return;
            failures = 0;
            probing = false;
            changed = state != Circuit.State.CLOSED;
            if (changed) change(Circuit.State.CLOSED);
        }
        if (changed) listener.accept(circuit());
    }

    void failed() {
        failed(null);
    }

    /** The same, for a reason that other calls may have failed for too: it counts once. */
    void failed(@Nullable Throwable sharedReason) {
        boolean changed = false;
        synchronized (this) {
            if (state == Circuit.State.OPEN) return;
            if (sharedReason != null) {
                boolean known = counted.refersTo(sharedReason);
                counted = new WeakReference<>(sharedReason);
                if (known && state == Circuit.State.CLOSED) return;
            }
            failures++;
            if (state == Circuit.State.HALF_OPEN || failures >= failureLimit) {
                change(Circuit.State.OPEN);
                openedAt = ticker.getAsLong();
                changed = true;
            }
            probing = false;
        }
        if (changed) listener.accept(circuit());
    }

    /** For a call that ended in a way that says nothing of the extension's health. */
    void saidNothing() {
        if (state == Circuit.State.CLOSED) return;
        synchronized (this) {
            probing = false;
        }
    }

    void reset() {
        boolean changed;
        synchronized (this) {
            changed = state != Circuit.State.CLOSED;
            failures = 0;
            probing = false;
            if (changed) change(Circuit.State.CLOSED);
        }
        if (changed) listener.accept(circuit());
    }

    synchronized Circuit circuit() {
        Instant until = state == Circuit.State.OPEN ? end(openedAt + openNanos - ticker.getAsLong()) : since;
        return new Circuit(plugin, extension, state, failures, since, until);
    }

    /** As it was said when it was opened, unless the clock has been set since. */
    private Instant end(long left) {
        Instant said = since.plusNanos(openNanos);
        Instant reckoned = clock.instant().plusNanos(left);
        return Duration.between(said, reckoned).abs().compareTo(SET) < 0 ? said : reckoned;
    }

    private void change(Circuit.State next) {
        state = next;
        since = clock.instant();
    }
}
