package dev.pergola.plugins.concordance;

import java.util.Arrays;

/** The lines that one word stands on, in order; one twice where the word is on it twice. */
final class Places {
    private int[] lines = new int[2];
    private int count;

    void add(int line) {
        if (count == lines.length) lines = Arrays.copyOf(lines, 2 * count);
        lines[count++] = line;
    }

    int count() {
        return count;
    }

    int first() {
        return lines[0];
    }

    int last() {
        return lines[count - 1];
    }
}
