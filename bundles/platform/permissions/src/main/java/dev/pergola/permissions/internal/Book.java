package dev.pergola.permissions.internal;

import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDenial;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** When the first grant ends. */
    Optional<Instant> firstEnd() {
        return granted().flatMap(decision -> decision.expiresAt().stream()).min(Comparator.naturalOrder());
    }

    /** The grants whose time is over. */
    List<PermissionDecision> over(Instant now) {
        return granted()
                .filter(decision ->
                        decision.expiresAt().filter(end -> !end.isAfter(now)).isPresent())
                .toList();
    }

    private Stream<PermissionDecision> granted() {
        return decisions.values().stream().flatMap(List::stream).filter(PermissionDecision::granted);
    }

    /** The same where some of the grants have ended. */
    Book without(Set<PermissionDecision> over) {
        if (over.isEmpty()) return this;
        List<PermissionDecision> all = decisions.values().stream()
                .flatMap(List::stream)
                .map(decision -> over.contains(decision) ? decision.ended() : decision)
                .toList();
        return of(all, denials);
    }
}
