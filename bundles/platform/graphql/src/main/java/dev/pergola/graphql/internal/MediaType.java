package dev.pergola.graphql.internal;

import java.util.Locale;

/** How an answer can come (GraphQL over HTTP). */
enum MediaType {
    /** The status says whether the document could be run. */
    GRAPHQL("application/graphql-response+json"),
    /** For older clients: the status is 200 for every document, and the errors are in the body. */
    JSON("application/json");

    private final String value;

    MediaType(String value) {
        this.value = value;
    }

    /** As it stands in a header. */
    String value() {
        return value;
    }

    /** The one that an Accept header wants more; the newer one where it does not mind. */
    static MediaType wanted(String accept) {
        return weight(accept, JSON) > weight(accept, GRAPHQL) ? JSON : GRAPHQL;
    }

    private static double weight(String accept, MediaType type) {
        double weight = 0;
        int best = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", 64)) {
            String[] parts = range.split(";", 16);
            int exact = exactness(parts[0].strip(), type);
            if (exact > best) {
                best = exact;
                weight = quality(parts);
            }
        }
        return weight;
    }

    private static int exactness(String range, MediaType type) {
        if (range.equals(type.value)) return 3;
        if (range.equals("application/*")) return 2;
        return range.equals("*/*") ? 1 : 0;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (!parameter.startsWith("q=")) continue;
            try {
                return Double.parseDouble(parameter.substring(2));
            } catch (NumberFormatException e) {
                return 0;
            }
        }
        return 1;
    }
}
