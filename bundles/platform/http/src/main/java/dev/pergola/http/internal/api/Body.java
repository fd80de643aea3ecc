package dev.pergola.http.internal.api;

import java.nio.file.Path;
import java.util.Map;

/** What came with a request. */
public sealed interface Body {
    /** Nothing. */
    record None() implements Body {}

    /**
     * JSON.
     *
     * @param value the record that the route takes
     */
    record Data(Object value) implements Body {}

    /**
     * A file.
     *
     * @param file where it is, until the call ends
     * @param fields what came along with it
     */
    record Upload(Path file, Map<String, String> fields) implements Body {}
}
