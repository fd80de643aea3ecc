package dev.pergola.http.internal.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route for a method and path. A literal segment wins over a variable one. Immutable. */
public final class RouteTable {
    private final Node root = new Node();
    private final List<Route> routes;

    /** A table of these routes. */
    public RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        routes.forEach(this::add);
    }

    /** All routes, in the order given. */
    public List<Route> routes() {
        return routes;
    }

    /** What is at a path, as it came over the wire: still encoded. */
    public Found find(String method, String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(Math.min(1, rawPath.length())).split("/", -1)) {
            Optional<String> decoded = decode(segment);
            if (decoded.isEmpty()) return new Found.Nothing();
            segments.add(decoded.get());
        }
        Set<String> allowed = new TreeSet<>();
        Map<String, String> variables = new LinkedHashMap<>();
        Route route = search(root, segments, 0, method, variables, allowed);
        if (route != null) return new Found.Match(route, variables);
        return allowed.isEmpty() ? new Found.Nothing() : new Found.OtherMethod(allowed);
    }

    private static @Nullable Route search(
            Node node,
            List<String> segments,
            int depth,
            String method,
            Map<String, String> variables,
            Set<String> allowed) {
        if (depth == segments.size()) {
            allowed.addAll(node.methods.keySet());
            return node.methods.get(method);
        }
        String segment = segments.get(depth);
        Node literal = node.literals.get(segment);
        if (literal != null) {
            Route found = search(literal, segments, depth + 1, method, variables, allowed);
            if (found != null) return found;
        }
        if (node.variable == null || segment.isEmpty()) return null;
        Route found = search(node.variable, segments, depth + 1, method, variables, allowed);
        if (found != null) variables.put(node.variableName, segment);
        return found;
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.path().substring(1).split("/", -1)) {
            if (segment.startsWith("{")) {
                if (node.variable == null) node.variable = new Node();
                node.variableName = segment.substring(1, segment.length() - 1);
                node = node.variable;
            } else {
                node = node.literals.computeIfAbsent(segment, key -> new Node());
            }
        }
        if (node.methods.put(route.method(), route) != null) {
            throw new IllegalArgumentException("Two routes for " + route.method() + " " + route.path());
        }
    }

    private static Optional<String> decode(String segment) {
        try {
            return Optional.of(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What there is for a request. */
    public sealed interface Found {
        /**
         * A route.
         *
         * @param route the route
         * @param variables values of the variables in its path
         */
        record Match(Route route, Map<String, String> variables) implements Found {}

        /**
         * The path is there, for other methods.
         *
         * @param allowed those methods
         */
        record OtherMethod(Set<String> allowed) implements Found {}

        /** No such path. */
        record Nothing() implements Found {}
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Route> methods = new HashMap<>();
        private @Nullable Node variable;
        private String variableName = "";
    }
}
