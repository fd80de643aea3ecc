package dev.pergola.shell.internal.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant. */
public final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /** Up to three of the candidates that are close to what was typed, closest first. */
    public static List<String> to(String typed, Collection<String> candidates) {
        if (typed.length() > LONGEST) return List.of();
        String wanted = typed.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .distinct()
                .filter(candidate -> candidate.length() <= LONGEST)
                .map(candidate -> new Match(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))))
                .filter(match -> match.distance() <= tolerance(wanted))
                .sorted(Comparator.comparingInt(Match::distance).thenComparing(Match::text))
                .limit(3)
                .map(Match::text)
                .toList();
    }

    /** A remedy that offers them, empty where there is none. */
    public static String remedy(String typed, Collection<String> candidates) {
        List<String> near = to(typed, candidates);
        return near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "?";
    }

    private static int tolerance(String wanted) {
        return Math.max(1, Math.min(3, wanted.length() / 3));
    }

    /** Edits from one text to the other, where swapped neighbours count as one; 1 where one begins with the other. */
    private static int distance(String a, String b) {
        if (a.equals(b)) return 0;
        if (a.length() >= 3 && (b.startsWith(a) || b.contains(a))) return 1;
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) cost[i][0] = i;
        for (int j = 0; j <= b.length(); j++) cost[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }

    private record Match(String text, int distance) {}
}
