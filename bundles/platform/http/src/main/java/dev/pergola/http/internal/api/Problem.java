package dev.pergola.http.internal.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.Map;
import java.util.TreeMap;

/**
 * An error as the caller sees it, RFC 9457.
 *
 * @param type stable identifier
 * @param title what all of the type have in common
 * @param status HTTP status
 * @param detail what is wrong here, and what to do about it
 * @param more members that belong to the type
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonAnyGetter Map<String, Object> more) {

    /** A problem without more members. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, Map.of());
    }

    /** The same with one more member. */
    public Problem with(String name, Object value) {
        Map<String, Object> members = new TreeMap<>(more);
        members.put(name, value);
        return new Problem(type, title, status, detail, members);
    }
}
