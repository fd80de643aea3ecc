package dev.pergola.plugins.hostile;

/** Keeps a processor busy, and listens to nobody. */
final class Processor {
    private Processor() {}

    static Object endlessLoop(Order order) {
        while (true) Thread.onSpinWait();
    }

    static Object burn(Order order) {
        long end = System.nanoTime() + order.number("millis", 15_000) * 1_000_000L;
        long turns = 0;
        while (System.nanoTime() < end) turns++;
        return turns + " turns";
    }

    static Object overflow(Order order) {
        return deeper(0);
    }

    @SuppressWarnings("InfiniteRecursion") // It is what it is for.
    private static long deeper(long depth) {
        return deeper(depth + 1) + 1;
    }
}
