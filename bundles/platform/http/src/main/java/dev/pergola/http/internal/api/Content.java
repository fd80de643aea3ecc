package dev.pergola.http.internal.api;

/**
 * What a body holds.
 *
 * @param mediaType media type
 * @param schema record that describes it; {@code Void} where it is not JSON
 * @param list whether it is a JSON array of them
 */
public record Content(String mediaType, Class<?> schema, boolean list) {
    /** Media type of JSON. */
    public static final String JSON = "application/json";
    /** Media type of errors, RFC 9457. */
    public static final String PROBLEM = "application/problem+json";
    /** Media type of Server-Sent Events. */
    public static final String EVENT_STREAM = "text/event-stream";

    /** A JSON object. */
    public static Content of(Class<?> schema) {
        return new Content(JSON, schema, false);
    }

    /** A JSON array. */
    public static Content listOf(Class<?> schema) {
        return new Content(JSON, schema, true);
    }

    /** Something else. */
    public static Content of(String mediaType) {
        return new Content(mediaType, Void.class, false);
    }
}
