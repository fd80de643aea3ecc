package dev.pergola.execution.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Status;
import java.util.concurrent.atomic.LongAdder;

/** What the calls of one plugin at one tier came to. Whoever adds never waits. */
final class Tally {
    /** Bounds of the buckets that durations are counted in; the last bucket has no end. */
    private static final long[] MOST_MICROS = {
        100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 60_000_000
    };

    private static final int OUTCOMES = Status.values().length;

    private final LongAdder[] outcomes = adders(OUTCOMES);
    private final LongAdder[] durations = adders(MOST_MICROS.length + 1);
    private final LongAdder nanos = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();
    private final LongAdder allocatedBytes = new LongAdder();

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) adders[i] = new LongAdder();
        return adders;
    }

    void add(Status outcome, ResourceUsage usage) {
        long time = Math.max(0, Nanos.of(usage.wallTime()));
        outcomes[outcome.ordinal()].increment();
        durations[bucket(time / 1_000)].increment();
        nanos.add(time);
        cpuNanos.add(Math.max(0, Nanos.of(usage.cpuTime())));
        allocatedBytes.add(Math.max(0, usage.allocatedBytes()));
    }

    private static int bucket(long micros) {
        for (int i = 0; i < MOST_MICROS.length; i++) if (micros <= MOST_MICROS[i]) return i;
        return MOST_MICROS.length;
    }

    long calls(Status outcome) {
        return outcomes[outcome.ordinal()].sum();
    }

    boolean isEmpty() {
        for (LongAdder outcome : outcomes) if (outcome.sum() > 0) return false;
        return true;
    }

    int buckets() {
        return durations.length;
    }

    /** The largest duration in a bucket, in seconds. */
    static double mostSeconds(int bucket) {
        return bucket < MOST_MICROS.length ? MOST_MICROS[bucket] / 1e6 : Double.POSITIVE_INFINITY;
    }

    /** How many calls were of a duration in a bucket, and of none in those before. */
    long calls(int bucket) {
        return durations[bucket].sum();
    }

    double seconds() {
        return nanos.sum() / 1e9;
    }

    double cpuSeconds() {
        return cpuNanos.sum() / 1e9;
    }

    long allocatedBytes() {
        return allocatedBytes.sum();
    }
}
