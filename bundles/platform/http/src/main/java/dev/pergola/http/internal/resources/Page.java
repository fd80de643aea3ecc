package dev.pergola.http.internal.resources;

import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A part of a list. Its cursor names the last entry of the page before, so that pages neither skip nor repeat what stays
 * in the list while others come and go.
 *
 * @param items the entries
 * @param next cursor of the next page, where there is one
 */
record Page<T>(List<T> items, Optional<String> next) {
    /** The page after a cursor; the list is ordered by {@code key}, or at least in a stable order. */
    static <T> Page<T> of(List<T> all, Optional<String> cursor, int limit, Function<T, String> key) {
        int from = 0;
        if (cursor.isPresent()) {
            String last = decode(cursor.get());
            while (from < all.size() && !key.apply(all.get(from)).equals(last)) from++;
            if (from == all.size()) {
                // The entry is gone: go on with the first that comes after it.
                from = 0;
                while (from < all.size() && key.apply(all.get(from)).compareTo(last) <= 0) from++;
            } else {
                from++;
            }
        }
        int to = Math.min(all.size(), from + limit);
        List<T> items = all.subList(from, to);
        return new Page<>(items, to < all.size() ? Optional.of(encode(key.apply(all.get(to - 1)))) : Optional.empty());
    }

    /** Value of a Link header that leads to the next page. */
    static String link(Call call, String cursor) {
        Map<String, String> queries = new TreeMap<>(call.queries());
        queries.put("cursor", cursor);
        String query = queries.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return "<" + call.route().path() + "?" + query + ">; rel=\"next\"";
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST,
                    "The parameter 'cursor' is not one that this API gave out. Take it from the Link header.");
        }
    }
}
