package dev.pergola.jobs.internal;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.pergola.store.JobRecords;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * db-scheduler, which has one entry for each job that waits or runs: it polls for those that are due, the one of the
 * highest priority first, takes each on one node only, and takes over from a node that is gone.
 */
final class Scheduling {
    /** Entries of this node are found at once, as it is told; this is for those of other nodes, and of other times. */
    private static final Duration POLL = Duration.ofSeconds(10);

    static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Scheduler scheduler;

    /** What is to become of an entry. */
    sealed interface Next {
        /** It is done with. */
        record Done() implements Next {}

        /** It is due again at some time. */
        record At(Instant time) implements Next {}

        /** Somebody else has it by now. */
        record NotOurs() implements Next {}
    }

    /**
     * What it goes by.
     *
     * @param clock what tells it the time
     * @param heartbeat how often a node says that it is still at its entries
     */
    record Pace(InstantSource clock, Duration heartbeat) {}

    /**
     * Made, not started.
     *
     * @param worker name of this node
     * @param threads most entries that are worked on at one time
     * @param work does an entry, and tells what is to become of it
     * @param isHere whether an entry is being worked on here
     * @param due is told when there may be something to do
     * @param pace what it goes by
     */
    Scheduling(
            DataSource database,
            String worker,
            int threads,
            Function<String, Next> work,
            Predicate<String> isHere,
            Consumer<Instant> due,
            Pace pace) {
        ExecutorService poller = QuietThreads.pool("pergola-jobs-poll", 1, this::wake);
        SchedulerBuilder builder = Scheduler.create(database, task(work, isHere, pace.clock()))
                .schedulerName(new SchedulerName.Fixed(worker))
                .threads(threads)
                .executorService(QuietThreads.pool("pergola-job", threads, () -> {}))
                .dueExecutor(poller)
                .housekeeperExecutor(QuietThreads.timer("pergola-jobs-heartbeat"))
                .pollingInterval(POLL)
                .heartbeatInterval(pace.heartbeat())
                .clock(pace.clock()::instant)
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(PATIENCE)
                .serializer(new NoData())
                .addSchedulerListener(new Listener(due, pace.clock()))
                .enablePriority();
        if (isPostgreSql(database)) {
            builder.jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                    .pollUsingLockAndFetch(0.5, 1.0);
        } else {
            builder.jdbcCustomization(new DefaultJdbcCustomization(false)).pollUsingFetch(0.5, 1.0);
        }
        scheduler = builder.build();
    }

    private static boolean isPostgreSql(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not say what it is: " + e.getMessage(), e);
        }
    }

    private static CustomTask<Void> task(Function<String, Next> work, Predicate<String> isHere, InstantSource clock) {
        return Tasks.custom(JobRecords.TASK, Void.class)
                .onDeadExecution((complete, operations) -> {
                    // Only the clock says that nobody is at it, and was set forward: the next heartbeat mends that.
                    if (isHere.test(complete.getExecution().taskInstance.getId())) return;
                    operations.reschedule(complete, clock.instant());
                })
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, clock.instant().plus(AFTER_TROUBLE)))
                .execute((entry, context) -> completion(work.apply(entry.getId())));
    }

    private static CompletionHandler<Void> completion(Next next) {
        if (next instanceof Next.At at) return (complete, operations) -> operations.reschedule(complete, at.time());
        if (next instanceof Next.Done) return (complete, operations) -> remove(operations);
        return (complete, operations) -> {};
    }

    private static void remove(ExecutionOperations<Void> operations) {
        operations.stop();
    }

    void start() {
        scheduler.start();
    }

    /** Has it look for entries that are due. */
    void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    /** Has it take no more. */
    void pause() {
        scheduler.pause();
    }

    /** Lets what is being worked on end, within reason. */
    void stop() {
        scheduler.stop();
    }

    /** A thread has become free, or an entry will be due. */
    private static final class Listener extends AbstractSchedulerListener {
        private final Consumer<Instant> due;
        private final InstantSource clock;

        Listener(Consumer<Instant> due, InstantSource clock) {
            this.due = due;
            this.clock = clock;
        }

        @Override
        public void onExecutionComplete(ExecutionComplete complete) {
            due.accept(clock.instant());
        }

        @Override
        public void onExecutionScheduled(TaskInstanceId entry, Instant time) {
            due.accept(time);
        }
    }

    /** An entry says which job, and no more: there is no data to write in a form that a later version has to read. */
    private static final class NoData implements Serializer {
        @Override
        public byte[] serialize(Object data) {
            return new byte[0];
        }

        @Override
        public <T> T deserialize(Class<T> type, byte[] data) {
            throw new IllegalStateException("The entry of a job has no data");
        }
    }
}
