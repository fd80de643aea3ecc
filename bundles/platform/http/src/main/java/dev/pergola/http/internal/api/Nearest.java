package dev.pergola.http.internal.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The name that is most like this one, where one is like it. */
    public static Optional<String> to(String name, Collection<String> names) {
        if (name.length() > LONGEST) return Optional.empty();
        int limit = Math.max(name.length() < 4 ? 1 : 2, name.length() / 3);
        return names.stream()
                .filter(other -> other.length() <= LONGEST && distance(name, other) <= limit)
                .min(Comparator.<String>comparingInt(other -> distance(name, other))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A question to end a message with; empty where nothing is alike. */
    public static String question(String name, Collection<String> names) {
        return to(name, names).map(near -> " Did you mean '" + near + "'?").orElse("");
    }

    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
