package dev.pergola.store;

import dev.pergola.api.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The jobs, and the entries of the scheduler's own table that have them run. Each change of a job that is waiting or
 * running names who holds it, and changes nothing where somebody else has it by now.
 */
@ProviderType
public interface JobRecords {
    /** Name of the scheduler's task whose entries are jobs. */
    String TASK = "job";

    /** Most JSON of one input, and of one result. */
    int MOST_BYTES = 8 << 20;

    /**
     * Adds a job and its entry in the scheduler's table, both or none.
     *
     * @return false where the plugin has a job with this idempotency key
     * @throws IllegalArgumentException where the input is too large, or a text too long
     */
    boolean add(Order order, Content content, Instant dueAt, Instant deadlineAt);

    /** One job. */
    Optional<JobRecord> find(String id);

    /** The job of a plugin that has an idempotency key. */
    Optional<JobRecord> withKey(String pluginId, String key);

    /** What a job was given, and what came of it; all of it empty where there is no such job. */
    Content content(String id);

    /** The latest jobs, newest first. */
    List<JobRecord> list(Filter filter, int limit);

    /** How many have not ended. */
    long unfinished();

    /** How many there are of each status. */
    Map<String, Long> byStatus();

    /** How many of a plugin have not ended. */
    long unfinished(String pluginId);

    /** Whether a job of a higher priority is due that the scheduler is not at. */
    boolean outranked(int priority, Instant now);

    /** Begins the next attempt. */
    boolean begin(Held held, String worker, Instant now);

    /** Notes how far a running job is. */
    boolean report(Held held, double progress, String message);

    /** Puts a job back until another attempt. The scheduler's entry is left alone. */
    boolean postpone(Held held, Postponement postponement);

    /**
     * Ends a job. The scheduler's entry goes too, unless the scheduler is at it, and removes it itself.
     *
     * @param expiresAt when it may be forgotten
     */
    boolean finish(Held held, Ending ending, Instant finishedAt, Instant expiresAt);

    /** Asks whoever runs a job to end it. */
    boolean requestCancel(Held held);

    /** Makes a job that has ended wait once more, with a new entry in the scheduler's table. */
    boolean requeue(Held held, Instant dueAt, Instant deadlineAt);

    /**
     * Frees what a worker of this name had when it ended: the scheduler's entries are due again, and the jobs that ran
     * wait, and have been lost once more.
     *
     * @return how many entries there were
     */
    int release(String worker);

    /** Makes the jobs of a plugin due that are queued for later; tells how many. Those that wait after a failure wait on. */
    int hasten(String pluginId, Instant now);

    /**
     * For when the clock was set back: has what waits come as much earlier, though not before now; tells how much that was. Nobody
     * knows which times were reckoned by the right clock, so those come earlier too, and once more for each node that does this.
     *
     * @param by how far the clock was set back
     * @param now what it tells now
     */
    int setBack(Duration by, Instant now);

    /** Ids of the jobs of a worker that somebody wants cancelled. */
    List<String> cancelRequested(String worker);

    /** Removes ended jobs that have expired, and of the ended ones all that are not among about {@code most} newest. */
    int prune(Instant now, long most);

    /**
     * A job.
     *
     * @param order what was asked for
     * @param state how it stands
     * @param outcome what came of its last attempt that has ended
     */
    record JobRecord(Order order, State state, Outcome outcome) {
        /** Who has it now. */
        public Held held() {
            return new Held(order.id, state.attempt, state.worker);
        }
    }

    /**
     * What was asked for.
     *
     * @param id unique id
     * @param pluginId the plugin
     * @param taskType type of the task; empty for the plugin's default
     * @param version version of the plugin; empty for the one that is current at each attempt
     * @param caller who asked
     * @param priority what is higher comes first
     * @param timeoutMillis longest time of one attempt; 0 for the plugin's limit
     * @param deadlineMillis time from submission to the end
     * @param maxAttempts how often it may fail, the last time included
     * @param backoffMillis wait after the first failure
     * @param backoffFactor by how much longer each wait is than the one before
     * @param backoffCapMillis longest wait
     * @param idempotencyKey what its submitter knows it by; empty for nothing
     * @param requestDigest tells whether another request with the key is the same
     * @param createdAt when it was submitted
     */
    record Order(
            String id,
            String pluginId,
            String taskType,
            String version,
            String caller,
            int priority,
            long timeoutMillis,
            long deadlineMillis,
            int maxAttempts,
            long backoffMillis,
            double backoffFactor,
            long backoffCapMillis,
            String idempotencyKey,
            String requestDigest,
            Instant createdAt) {}

    /**
     * How a job stands.
     *
     * @param seq its place in the order of submission
     * @param status word for it
     * @param attempt how often it was begun
     * @param failures how many attempts failed, of those that count
     * @param lost how many attempts ended because the runtime did
     * @param worker who runs it; empty where nobody does
     * @param entry its entry in the scheduler's table
     * @param progress from 0 to 1
     * @param message what it or the platform last said of it
     * @param cancelRequested whether whoever runs it should end it
     * @param dueAt when the next attempt may begin
     * @param deadlineAt when it has to have ended
     * @param startedAt when the last attempt began
     * @param finishedAt when it ended
     * @param expiresAt when it may be forgotten
     */
    record State(
            long seq,
            String status,
            int attempt,
            int failures,
            int lost,
            String worker,
            String entry,
            double progress,
            String message,
            boolean cancelRequested,
            Instant dueAt,
            Instant deadlineAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<Instant> expiresAt) {}

    /**
     * What came of an attempt. All of it is empty where none has ended.
     *
     * @param executionId the call
     * @param resultStatus wire name of the call's status
     * @param errorMessage why it failed
     * @param errorException class of what the plugin threw
     * @param errorReason wire name of why it was refused
     * @param ranVersion version of the plugin that was called
     * @param wallMicros time it took
     * @param cpuMicros processor time it took
     * @param allocatedBytes heap it allocated
     */
    record Outcome(
            String executionId,
            String resultStatus,
            String errorMessage,
            String errorException,
            String errorReason,
            String ranVersion,
            long wallMicros,
            long cpuMicros,
            long allocatedBytes) {
        /** Before any attempt has ended. */
        public static final Outcome NONE = new Outcome("", "", "", "", "", "", 0, 0, 0);
    }

    /**
     * Data of a job, which lists leave out.
     *
     * @param input input of the task
     * @param attributes what the plugin finds in its execution context
     * @param output what it answered
     */
    record Content(Map<String, Object> input, Map<String, Object> attributes, Map<String, Object> output) {
        /** Copies. */
        public Content {
            input = Values.copyOf(input);
            attributes = Values.copyOf(attributes);
            output = Values.copyOf(output);
        }
    }

    /**
     * Who has a job.
     *
     * @param id the job
     * @param attempt the attempt
     * @param worker who runs it; empty where nobody does
     */
    record Held(String id, int attempt, String worker) {}

    /**
     * Which jobs.
     *
     * @param pluginId only those of a plugin; empty for all
     * @param status only those of a status; empty for all
     * @param before only those whose {@link State#seq} is lower; 0 for all
     */
    record Filter(String pluginId, String status, long before) {}

    /**
     * What becomes of a job that is put back.
     *
     * @param status word for it
     * @param failures how many attempts have failed by now
     * @param dueAt when the next may begin
     * @param message why
     * @param outcome what came of the last attempt
     */
    record Postponement(String status, int failures, Instant dueAt, String message, Outcome outcome) {}

    /**
     * How a job ends.
     *
     * @param status word for it
     * @param failures how many attempts have failed by now
     * @param message what is to be said of it
     * @param outcome what came of the last attempt
     * @param output what the plugin answered
     */
    record Ending(String status, int failures, String message, Outcome outcome, Map<String, Object> output) {
        /** Copies. */
        public Ending {
            output = Values.copyOf(output);
        }
    }
}
