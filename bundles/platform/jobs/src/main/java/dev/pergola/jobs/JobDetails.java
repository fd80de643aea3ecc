package dev.pergola.jobs;

import dev.pergola.api.Result;
import dev.pergola.api.Values;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import java.util.Optional;

/**
 * A job with its data.
 *
 * @param job the job
 * @param input input of the task
 * @param attributes what the plugin finds in its execution context
 * @param result what came of its last attempt that has ended, be it the last of all or not; empty before the first
 */
public record JobDetails(
        Job job, Map<String, Object> input, Map<String, Object> attributes, Optional<Result<TaskResult>> result) {
    /** Copies. */
    public JobDetails {
        input = Values.copyOf(input);
        attributes = Values.copyOf(attributes);
    }
}
