package dev.pergola.plugins.concordance;

import dev.pergola.api.InvalidInputException;
import java.util.Map;

/**
 * What a caller wants.
 *
 * @param seed the same seed gives the same text
 * @param sizeMb how much text, in MiB
 * @param top how many of the most frequent words to list
 */
record Order(int seed, int sizeMb, int top) {
    /** Well within the largest file that a sandbox may write by default. */
    static final int MAX_SIZE = 64;

    private static final int MAX_TOP = 100;

    /** From a task's input, with defaults for what is missing. */
    static Order of(Map<String, Object> input) {
        return new Order(
                whole(input, "seed", 0, Integer.MAX_VALUE, 1),
                whole(input, "sizeMb", 1, MAX_SIZE, 8),
                whole(input, "top", 0, MAX_TOP, 10));
    }

    long bytes() {
        return (long) sizeMb << 20;
    }

    private static int whole(Map<String, Object> input, String key, int least, int most, int otherwise) {
        Object value = input.containsKey(key) ? input.get(key) : otherwise;
        if (value instanceof Number number) {
            double exact = number.doubleValue();
            if (exact >= least && exact <= most && exact == Math.rint(exact)) return (int) exact;
        }
        throw new InvalidInputException("'" + key + "' must be a whole number from " + least + " to " + most);
    }
}
