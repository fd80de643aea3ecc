package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.api.Result;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the calls of several extensions.
 *
 * @param type the extension point's interface
 * @param mode how they were called
 * @param status how they did, taken together
 * @param result what the last step of a pipeline gave; not there where a step failed, or without a pipeline
 * @param results what became of each call, in the order of the extensions
 */
record ExtensionCallsView(
        String type,
        ExtensionCallsResource.Mode mode,
        Outcome status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> result,
        List<One> results) {

    static ExtensionCallsView of(
            String type,
            ExtensionCallsResource.Mode mode,
            Map<String, Object> input,
            List<Result<Map<String, Object>>> results) {
        long failures =
                results.stream().filter(result -> result.failure().isPresent()).count();
        boolean pipeline = mode == ExtensionCallsResource.Mode.pipeline;
        Outcome status = failures == 0
                ? Outcome.success
                : pipeline || failures == results.size() ? Outcome.failed : Outcome.partial;
        Map<String, Object> last = results.isEmpty()
                ? input
                : results.get(results.size() - 1).value().orElse(null);
        return new ExtensionCallsView(
                type,
                mode,
                status,
                pipeline ? last : null,
                results.stream().map(One::of).toList());
    }

    /** How several calls did. */
    enum Outcome {
        success,
        partial,
        failed
    }

    /** One call. */
    record One(
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Object> result,

            String pluginId,
            String version,
            String extension,
            String executionId,
            long executionTimeMs,
            ExecutionView.Usage usage,
            @JsonInclude(JsonInclude.Include.NON_NULL) ExecutionView.@Nullable Failure error) {

        static One of(Result<Map<String, Object>> result) {
            Result.Call call = result.call();
            return new One(
                    result.status().wireName(),
                    result.value().orElse(null),
                    call.plugin(),
                    call.version(),
                    call.extension(),
                    call.id(),
                    call.usage().wallTime().toMillis(),
                    ExecutionView.Usage.of(call.usage()),
                    ExecutionView.Failure.of(result));
        }
    }
}
