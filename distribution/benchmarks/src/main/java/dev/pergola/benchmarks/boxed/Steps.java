package dev.pergola.benchmarks.boxed;

/** Work of a fixed amount, which depends on nothing but its number of steps, and takes no class that a JVM has not got loaded. */
public final class Steps {
    /** Some two milliseconds of a processor that knows the code, more of one that does not. */
    public static final int USUAL = 1_000_000;

    private Steps() {}

    /** Takes them; the number is different for each amount, so that none can be left out. */
    public static long take(int steps) {
        long number = 88_172_645_463_325_252L;
        for (int step = 0; step < steps; step++) {
            number ^= number << 13;
            number ^= number >>> 7;
            number ^= number << 17;
        }
        return number;
    }
}
