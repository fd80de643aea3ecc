package dev.pergola.launcher.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The candidate that takes the fewest edits to reach, where it is near enough to be a typing error. */
    public static Optional<String> to(String word, Collection<String> candidates) {
        int enough = Math.max(1, Math.min(word.length(), 24) / 3);
        record Scored(String candidate, int distance) {}
        return candidates.stream()
                .map(candidate -> new Scored(candidate, distance(word, candidate)))
                .filter(scored -> scored.distance <= enough)
                .min(Comparator.comparingInt(Scored::distance).thenComparing(Scored::candidate))
                .map(Scored::candidate);
    }

    /** Edits between two words: insertions, deletions, replacements and swaps of neighbours each count one. */
    private static int distance(String from, String to) {
        // Far-apart lengths cannot be near: this also bounds the work on a hostile word.
        if (Math.abs(from.length() - to.length()) > 24) return Integer.MAX_VALUE;
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1))
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
        return cost[from.length()][to.length()];
    }
}
