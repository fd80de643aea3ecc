package dev.pergola.permissions.internal;

import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDenial;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was decided, as the store had it at some moment.
 *
 * @param decisions by plugin
 * @param denials for all
 */
record Book(Map<String, List<PermissionDecision>> decisions, List<PermissionDenial> denials) {
    static final Book EMPTY = new Book(Map.of(), List.of());

    static Book of(List<PermissionDecision> decisions, List<PermissionDenial> denials) {
        return new Book(
                decisions.stream().collect(Collectors.groupingBy(PermissionDecision::pluginId)), List.copyOf(denials));
    }

    List<PermissionDecision> about(String pluginId) {
        return decisions.getOrDefault(pluginId, List.of());
    }

    /** When the next grant ends. */
    Optional<Instant> nextExpiry(Instant now) {
        return decisions.values().stream()
                .flatMap(List::stream)
                .filter(PermissionDecision::granted)
                .flatMap(decision -> decision.expiresAt().stream())
                .filter(end -> end.isAfter(now))
                .min(Comparator.naturalOrder());
    }
}
