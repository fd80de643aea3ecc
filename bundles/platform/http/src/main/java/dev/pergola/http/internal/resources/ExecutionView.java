package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.api.Refusal;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.SandboxUsage;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.RunningCall;
import dev.pergola.store.ExecutionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of a plugin, and what it consumed (R195). */
record ExecutionView(
        String status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> result,
        long executionTimeMs,
        String executionId,
        String pluginId,
        String version,
        Usage usage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Failure error) {

    static ExecutionView of(Result<TaskResult> result, String pluginId) {
        Result.Call call = result.call();
        return new ExecutionView(
                result.status().wireName(),
                result.value().map(TaskResult::output).orElse(null),
                call.usage().wallTime().toMillis(),
                call.id(),
                call.plugin().isEmpty() ? pluginId : call.plugin(),
                call.version(),
                Usage.of(call.usage()),
                Failure.of(result));
    }

    /** The same with another message. */
    ExecutionView because(String message) {
        Failure why = error;
        return new ExecutionView(
                status,
                result,
                executionTimeMs,
                executionId,
                pluginId,
                version,
                usage,
                why == null ? null : new Failure(message, why.exception(), why.reason()));
    }

    /** The same without its result. */
    ExecutionView withoutResult() {
        return new ExecutionView(status, null, executionTimeMs, executionId, pluginId, version, usage, error);
    }

    /** What a call consumed. */
    record Usage(
            double wallTimeMs,
            double cpuTimeMs,
            long allocatedBytes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            SandboxUsage sandbox) {
        static Usage of(ResourceUsage usage) {
            return new Usage(
                    millis(usage.wallTime()),
                    millis(usage.cpuTime()),
                    usage.allocatedBytes(),
                    usage.sandbox().orElse(null));
        }

        private static double millis(Duration time) {
            return time.toNanos() / 1000 / 1000.0;
        }
    }

    /** Why a call did not succeed; the reason is there where it was refused. */
    record Failure(
            String message,
            String exception,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Reason reason) {

        static @Nullable Failure of(Result<?> result) {
            return result.failure()
                    .map(failure -> new Failure(
                            failure.message(),
                            failure.exception(),
                            failure.reason().map(Reason::of).orElse(null)))
                    .orElse(null);
        }
    }

    /** Why a call was refused. */
    enum Reason {
        not_active,
        stopping,
        not_supported,
        invalid_input,
        busy,
        stuck,
        circuit_open;

        static Reason of(Refusal refusal) {
            return valueOf(refusal.wireName());
        }
    }

    /** A call that has ended, as the log has it. */
    record Logged(
            String executionId,
            String pluginId,
            String version,
            String extensionType,
            String extension,
            String operation,
            String status,
            Instant startedAt,
            long executionTimeMs,
            Usage usage,
            Map<String, Object> input,
            Map<String, Object> output,
            String error,
            String caller) {

        static Logged of(ExecutionRecord call) {
            return new Logged(
                    call.id(),
                    call.pluginId(),
                    call.version(),
                    call.extensionType(),
                    call.extension(),
                    call.operation(),
                    call.status(),
                    call.startedAt(),
                    call.usage().wallTime().toMillis(),
                    Usage.of(call.usage()),
                    call.input(),
                    call.output(),
                    call.error(),
                    call.caller());
        }
    }

    /** A call that is under way. */
    record Running(
            String executionId,
            String pluginId,
            String version,
            String extension,
            String operation,
            String status,
            Instant startedAt,
            long remainingMs,
            double progress,
            String message,
            String caller) {

        static Running of(RunningCall call) {
            return new Running(
                    call.id(),
                    call.pluginId(),
                    call.version(),
                    call.extension(),
                    call.operation(),
                    "running",
                    call.startedAt(),
                    call.remaining().toMillis(),
                    call.progress(),
                    call.message(),
                    call.caller());
        }
    }
}
