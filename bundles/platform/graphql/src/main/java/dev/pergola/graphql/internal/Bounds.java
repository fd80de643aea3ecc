package dev.pergola.graphql.internal;

import java.time.Duration;

/**
 * What one request may cost.
 *
 * @param characters length of the document
 * @param tokens words and signs of the document, comments and blanks included
 * @param depth how deep fields may nest
 * @param cost fields that may come out, lists counted by how many entries were asked for, see {@link Cost}
 * @param operations calls of the API's operations
 * @param time how long after its begin a request may still begin an operation
 */
record Bounds(int characters, int tokens, int depth, long cost, int operations, Duration time) {
    /** Room for a console's largest view and for the introspection of any tool, and not for much more. */
    static final Bounds DEFAULT = new Bounds(32_768, 8_000, 20, 20_000, 500, Duration.ofSeconds(30));
}
