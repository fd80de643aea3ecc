package dev.pergola.http.internal.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** What a handler answers. */
public sealed interface Reply {
    /** A JSON answer. */
    static Json json(int status, Object body) {
        return new Json(status, Content.JSON, body, Map.of());
    }

    /** A JSON answer with status 200. */
    static Json ok(Object body) {
        return json(200, body);
    }

    /** No body. */
    static Empty noContent() {
        return new Empty(204);
    }

    /** A problem. */
    static Json problem(Problem problem) {
        return new Json(problem.status(), Content.PROBLEM, problem, Map.of());
    }

    /**
     * A body that is written as JSON.
     *
     * @param status HTTP status
     * @param mediaType its media type
     * @param body what Jackson writes
     * @param headers more headers
     */
    record Json(int status, String mediaType, Object body, Map<String, String> headers) implements Reply {
        /** The same with one more header. */
        public Json header(String name, String value) {
            Map<String, String> all = new TreeMap<>(headers);
            all.put(name, value);
            return new Json(status, mediaType, body, all);
        }
    }

    /**
     * No body.
     *
     * @param status HTTP status
     */
    record Empty(int status) implements Reply {}

    /**
     * A body of text.
     *
     * @param status HTTP status
     * @param mediaType its media type
     * @param body the text
     */
    record Text(int status, String mediaType, String body) implements Reply {}

    /**
     * An answer that comes later; no thread waits for it.
     *
     * @param reply the answer
     */
    record Later(CompletionStage<? extends Reply> reply) implements Reply {}

    /**
     * The handler writes the response itself, perhaps long after it has returned.
     *
     * @param writer does so
     */
    record Direct(Writer writer) implements Reply {}

    /** Writes a response. */
    @FunctionalInterface
    interface Writer {
        /** Writes, or begins to. What it throws before the response is committed becomes a problem. */
        void write(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }
}
