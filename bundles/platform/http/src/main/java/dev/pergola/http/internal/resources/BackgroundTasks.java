package dev.pergola.http.internal.resources;

import dev.pergola.execution.TaskRequest;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.resources.ExecutionsResource.Execute;
import java.util.Optional;

/**
 * Tasks that nobody waits for, as far as the resource of executions has to do with them. It knows nothing of the queue that
 * they are in, so that it is there where the queue's bundle is not.
 */
public interface BackgroundTasks {
    /**
     * Takes a task, and answers with the job that it has become.
     *
     * @throws dev.pergola.http.internal.api.ProblemException where it is not taken
     */
    Reply.Json submit(TaskRequest request, Execute how, Optional<String> idempotencyKey);

    /** The one with an id. */
    Optional<Shown> find(String id);

    /** The one that a call which is under way is an attempt of. */
    Optional<Shown> ofCall(String executionId);

    /**
     * Cancels one.
     *
     * @throws dev.pergola.http.internal.api.ProblemException where it has ended, or is not there
     */
    void cancel(String id, String actor);

    /**
     * A task.
     *
     * @param id its id
     * @param pluginId the plugin that it is for
     * @param ended whether nothing more becomes of it
     * @param reply it as a call: under way, or as a caller who waits would have got it
     */
    record Shown(String id, String pluginId, boolean ended, Reply reply) {}
}
