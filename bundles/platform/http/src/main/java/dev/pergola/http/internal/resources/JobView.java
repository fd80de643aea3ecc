package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job (R33); lists leave out its data. */
record JobView(
        String id,
        String pluginId,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String type,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String version,

        State status,
        double progress,
        String message,
        int attempt,
        int failures,
        int maxAttempts,
        int priority,
        boolean cancelling,
        String caller,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String executionId,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String idempotencyKey,

        Instant createdAt,
        Instant dueAt,
        Instant deadlineAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant startedAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant finishedAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant expiresAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long timeoutMs,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> input,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> context,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ExecutionView execution,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> result) {

    /** How a job stands, as the API says it. */
    enum State {
        queued,
        running,
        waiting_retry,
        succeeded,
        failed,
        cancelled,
        dead
    }
}
