package dev.pergola.http;

import java.util.Map;

/**
 * What is answered.
 *
 * @param status HTTP status
 * @param mediaType media type, empty where there is no body
 * @param body a text; or what JSON is made of: maps, lists, texts, numbers, booleans
 * @param headers more headers
 */
public record Answer(int status, String mediaType, Object body, Map<String, String> headers) {
    /** Copies the headers. */
    public Answer {
        headers = Map.copyOf(headers);
    }

    /** Without more headers. */
    public Answer(int status, String mediaType, Object body) {
        this(status, mediaType, body, Map.of());
    }

    /** Whether it is what was asked for, and no problem. */
    public boolean succeeded() {
        return status < 400;
    }
}
