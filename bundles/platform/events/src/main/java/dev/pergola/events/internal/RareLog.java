package dev.pergola.events.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Says something at most every ten seconds, and then how often it would have been said. */
final class RareLog {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long count;
    private boolean said;
    private long saidAt;

    /** Counts, and gives the count since the last time where it is time to say it. */
    void count(LongConsumer say) {
        long since;
        synchronized (this) {
            count++;
            long now = System.nanoTime();
            if (said && now - saidAt < PAUSE_NANOS) return;
            said = true;
            saidAt = now;
            since = count;
            count = 0;
        }
        say.accept(since);
    }
}
