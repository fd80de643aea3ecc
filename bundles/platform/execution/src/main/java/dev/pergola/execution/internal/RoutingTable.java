package dev.pergola.execution.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who gets the calls, at one moment. Immutable: a switch is one write of one field.
 *
 * @param current the instance that callers get who name no version, by plugin
 * @param open the instances that callers get who name a version, by plugin and version
 */
record RoutingTable(Map<String, Hosted> current, Map<String, Map<String, Hosted>> open) {
    static final RoutingTable EMPTY = new RoutingTable(Map.of(), Map.of());

    RoutingTable opened(Hosted hosted) {
        return new RoutingTable(current, withOpen(hosted));
    }

    RoutingTable switched(Iterable<Hosted> instances) {
        Map<String, Hosted> next = new TreeMap<>(current);
        RoutingTable table = this;
        for (Hosted hosted : instances) {
            next.put(hosted.id(), hosted);
            table = table.opened(hosted);
        }
        return new RoutingTable(next, table.open);
    }

    RoutingTable without(Hosted hosted) {
        Map<String, Hosted> nextCurrent = new TreeMap<>(current);
        nextCurrent.remove(hosted.id(), hosted);
        Map<String, Map<String, Hosted>> nextOpen = new HashMap<>(open);
        nextOpen.computeIfPresent(hosted.id(), (id, versions) -> {
            Map<String, Hosted> rest = new HashMap<>(versions);
            rest.remove(hosted.version(), hosted);
            return rest.isEmpty() ? null : rest;
        });
        return new RoutingTable(nextCurrent, nextOpen);
    }

    private Map<String, Map<String, Hosted>> withOpen(Hosted hosted) {
        Map<String, Map<String, Hosted>> next = new HashMap<>(open);
        Map<String, Hosted> versions = new HashMap<>(next.getOrDefault(hosted.id(), Map.of()));
        versions.put(hosted.version(), hosted);
        next.put(hosted.id(), versions);
        return next;
    }
}
