package dev.pergola.benchmarks.plugin;

/** Work of a known length. */
public final class Work {
    private Work() {}

    /** Keeps a processor busy for so long. */
    public static void forNanos(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) Thread.onSpinWait();
    }
}
