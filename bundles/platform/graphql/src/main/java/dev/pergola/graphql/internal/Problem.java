package dev.pergola.graphql.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/** What an operation refused, or why this did: an error of the field, with the code that REST has for it. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String URN = "urn:pergola:problem:";

    private final transient Map<String, Object> extensions;

    private Problem(String message, Map<String, Object> extensions) {
        super(message, null, false, false);
        this.extensions = extensions;
    }

    /** One of our own. */
    static Problem of(String code, String message) {
        return new Problem(message, Map.of("code", code));
    }

    /** The one that an operation answered. */
    static Problem of(Map<?, ?> answered) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        answered.forEach((name, value) -> {
            switch (String.valueOf(name)) {
                case "type" -> extensions.put("code", String.valueOf(value).replace(URN, ""));
                case "detail", "title" -> {}
                default -> extensions.put(String.valueOf(name), value);
            }
        });
        return new Problem(String.valueOf(answered.get("detail")), extensions);
    }

    /** Members for programs, {@code code} among them. */
    Map<String, Object> extensions() {
        return extensions;
    }
}
