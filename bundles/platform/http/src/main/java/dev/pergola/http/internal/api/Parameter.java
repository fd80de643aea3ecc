package dev.pergola.http.internal.api;

import java.util.List;

/**
 * A parameter of a route, other than its body.
 *
 * @param name name
 * @param place {@code path}, {@code query} or {@code header}
 * @param type JSON Schema type: string, integer or boolean
 * @param required whether the route needs it
 * @param allowed the values that it may have; empty where any is
 * @param description one sentence
 */
public record Parameter(
        String name, String place, String type, boolean required, List<String> allowed, String description) {}
