package dev.pergola.vetting.internal.code;

import java.time.Duration;

/** How long looking at a jar may take. Whoever loops over something that the jar determines asks it in each round. */
public final class Budget {
    private final Duration time;
    private final long end;

    private Budget(Duration time) {
        this.time = time;
        this.end = System.nanoTime() + time.toNanos();
    }

    /** From now on. */
    public static Budget of(Duration time) {
        return new Budget(time);
    }

    /** Throws where the time is over, or somebody waits no longer. */
    public void check() {
        if (Thread.currentThread().isInterrupted()) throw new OutOfTimeException("was interrupted");
        if (System.nanoTime() - end > 0) {
            throw new OutOfTimeException("took longer than " + time.toMillis() + " ms");
        }
    }
}
