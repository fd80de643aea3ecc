package dev.pergola.jobs.internal;

import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.execution.RunningCall;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobException;
import dev.pergola.jobs.JobException.Reason;
import dev.pergola.jobs.JobPage;
import dev.pergola.jobs.JobQuery;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs;
import dev.pergola.store.JobRecords;
import dev.pergola.store.JobRecords.Content;
import dev.pergola.store.JobRecords.Ending;
import dev.pergola.store.JobRecords.Filter;
import dev.pergola.store.JobRecords.JobRecord;
import dev.pergola.store.JobRecords.Order;
import dev.pergola.store.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The queue, as rows that the store keeps and a scheduler that has them worked off. */
@Component(service = {Jobs.class, JobQueue.class})
public final class JobQueue implements Jobs {
    private final JobRecords records;
    private final Transactions transactions;
    private final JobEvents events;
    private final JobSettings settings;
    private final RunningJobs running;
    private final Engine engine;
    private final Subscription activations;
    private final Clock clock;

    /** With the store, and the calls that do the work. */
    @Activate
    public JobQueue(
            BundleContext context,
            @Reference JobRecords records,
            @Reference Transactions transactions,
            @Reference(target = "(pergola.store=primary)") DataSource database,
            @Reference PluginCalls calls,
            @Reference PluginRoutes routes,
            @Reference PlatformEvents platformEvents) {
        this(context, records, transactions, database, calls, routes, platformEvents, Clock.systemUTC());
    }

    JobQueue(
            BundleContext context,
            JobRecords records,
            Transactions transactions,
            DataSource database,
            PluginCalls calls,
            PluginRoutes routes,
            PlatformEvents platformEvents,
            Clock clock) {
        this.clock = clock;
        this.records = records;
        this.transactions = transactions;
        this.events = new JobEvents(platformEvents);
        this.settings = JobSettings.from(context);
        String worker = WorkerName.of(settings.data());
        ScheduledExecutorService timer = QuietThreads.timer("pergola-jobs-timer");
        this.running = new RunningJobs(calls, records, worker, timer);
        JobRunner runner = new JobRunner(
                records, transactions, events, calls, routes, running, worker, settings.retention(), clock);
        this.engine = new Engine(records, database, worker, settings, runner, running, timer, clock);
        this.activations = platformEvents
                .bus()
                .on(
                        Topics.PLUGIN_STATE + "/ACTIVE",
                        event -> hasten(String.valueOf(event.data().get("plugin"))));
    }

    /** What waits for a plugin that has just become active does not wait any longer. */
    private void hasten(String pluginId) {
        Instant now = clock.instant();
        if (engine.isGoing() && records.hasten(pluginId, now) > 0) engine.due(now);
    }

    /** The runtime is up: jobs may be begun. */
    void open() {
        engine.open();
    }

    @Deactivate
    void close() {
        activations.close();
        engine.stop();
    }

    @Override
    public Submitted submit(JobRequest request) {
        Optional<Submitted> before = before(request);
        if (before.isPresent()) return before.get();
        requireRoom(request.task().pluginId());
        Instant now = clock.instant();
        Duration deadline = request.options().deadline().orElse(settings.deadline());
        Order order = Records.order("j" + UUID.randomUUID().toString().replace("-", ""), request, deadline, now);
        Optional<JobRecord> added = transactions.inTransaction(() -> add(order, request, now.plus(deadline)));
        if (added.isEmpty()) {
            return before(request)
                    .orElseThrow(() -> new JobException(
                            Reason.KEY_REUSED, "The job with this key was removed at this moment; submit it again"));
        }
        engine.due(now);
        return new Submitted(Records.job(added.get()), true);
    }

    private Optional<JobRecord> add(Order order, JobRequest request, Instant deadlineAt) {
        Content content = new Content(request.task().input(), request.task().attributes(), Map.of());
        try {
            if (!records.add(order, content, order.createdAt(), deadlineAt)) return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new JobException(Reason.NOT_TAKEN, String.valueOf(e.getMessage()));
        }
        JobRecord added = records.find(order.id()).orElseThrow();
        events.changed(added);
        return Optional.of(added);
    }

    private Optional<Submitted> before(JobRequest request) {
        Optional<JobRecord> known = request.options()
                .idempotencyKey()
                .flatMap(key -> records.withKey(request.task().pluginId(), key));
        if (known.isEmpty()) return Optional.empty();
        JobRecord job = known.get();
        if (!job.order().requestDigest().equals(RequestDigest.of(request.task()))) {
            throw new JobException(
                    Reason.KEY_REUSED,
                    "The job " + job.order().id() + " of " + job.order().pluginId()
                            + " has this idempotency key, and another input, type, version or time limit; use a new key");
        }
        return Optional.of(new Submitted(shown(job), false));
    }

    private void requireRoom(String pluginId) {
        long of = records.unfinished(pluginId);
        if (of >= settings.mostOfOne()) {
            throw new JobException(
                    Reason.QUEUE_FULL,
                    "There are " + of + " jobs of " + pluginId + " that have not ended, and no more are taken"
                            + " (jobs.max-queued-per-plugin); wait until some have, or cancel some");
        }
        if (records.unfinished() < settings.mostQueued()) return;
        throw new JobException(
                Reason.QUEUE_FULL,
                "There are " + settings.mostQueued() + " jobs that have not ended, and no more are taken"
                        + " (jobs.max-queued); wait until some have, or cancel some");
    }

    @Override
    public Optional<JobDetails> find(String id) {
        return records.find(id).map(job -> Records.details(job, shown(job), records.content(id)));
    }

    @Override
    public JobPage list(JobQuery query) {
        Filter filter = new Filter(
                query.pluginId().orElse(""),
                query.status().map(JobStatus::wireName).orElse(""),
                query.cursor().map(JobQueue::seq).orElse(0L));
        List<JobRecord> found = records.list(filter, query.limit() + 1);
        List<JobRecord> page = found.subList(0, Math.min(found.size(), query.limit()));
        Optional<String> next = found.size() == page.size()
                ? Optional.empty()
                : Optional.of(Long.toString(page.get(page.size() - 1).state().seq()));
        return new JobPage(page.stream().map(this::shown).toList(), next);
    }

    private static long seq(String cursor) {
        try {
            long seq = Long.parseLong(cursor);
            if (seq > 0) return seq;
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new JobException(Reason.NOT_TAKEN, "The cursor is not one that a page of jobs ended with");
    }

    /** With what its call says of it now, where it runs here; the store hears of that only now and then. */
    private Job shown(JobRecord record) {
        Job job = Records.job(record);
        if (job.status() != JobStatus.RUNNING) return job;
        Optional<RunningCall> call = running.call(record);
        return call.isEmpty() ? job : job.with(progress(job.progress(), call.get()));
    }

    private static Job.Progress progress(Job.Progress noted, RunningCall call) {
        return new Job.Progress(
                noted.attempt(),
                noted.failures(),
                call.progress(),
                call.message(),
                Optional.of(call.id()),
                noted.cancelling());
    }

    @Override
    public Job cancel(String id, String actor) {
        JobRecord cancelled = change(id, job -> {
            if (Records.status(job).isEnd()) {
                throw new JobException(
                        Reason.ENDED,
                        "The job " + id + " has ended: it is " + job.state().status() + ". There is nothing to cancel");
            }
            boolean runs = Records.status(job) == JobStatus.RUNNING;
            return runs ? records.requestCancel(job.held()) : finish(job, "Cancelled by " + actor);
        });
        running.cancel(id);
        return shown(cancelled);
    }

    private boolean finish(JobRecord job, String message) {
        Instant now = clock.instant();
        Ending ending =
                new Ending(JobStatus.CANCELLED.wireName(), job.state().failures(), message, job.outcome(), Map.of());
        return records.finish(job.held(), ending, now, now.plus(settings.retention()));
    }

    @Override
    public Job retry(String id) {
        JobRecord again = change(id, job -> {
            JobStatus status = Records.status(job);
            if (!status.isEnd()) {
                throw new JobException(
                        Reason.NOT_ENDED,
                        "The job " + id + " has not ended: it is " + status.wireName()
                                + ". One that has ended can be retried");
            }
            if (status == JobStatus.SUCCEEDED) {
                throw new JobException(
                        Reason.ENDED, "The job " + id + " succeeded. Submit another to have it done again");
            }
            requireRoom(job.order().pluginId());
            Instant now = clock.instant();
            return records.requeue(job.held(), now, now.plusMillis(job.order().deadlineMillis()));
        });
        engine.due(clock.instant());
        return Records.job(again);
    }

    /** Changes a job in a transaction; looks again where it was changed by others in between. */
    private JobRecord change(String id, Change change) {
        for (int tries = 0; tries < 10; tries++) {
            Optional<JobRecord> changed = transactions.inTransaction(() -> changeOnce(id, change));
            if (changed.isPresent()) return changed.get();
        }
        throw new JobException(
                Reason.NOT_TAKEN, "The job " + id + " changes faster than it can be looked at; try again");
    }

    private Optional<JobRecord> changeOnce(String id, Change change) {
        JobRecord before = records.find(id)
                .orElseThrow(() -> new JobException(
                        Reason.NOT_FOUND, "No job has the id " + id + "; it may have expired (jobs.retention)"));
        if (!change.apply(before)) return Optional.empty();
        JobRecord after = records.find(id).orElseThrow();
        boolean sameStatus = after.state().status().equals(before.state().status());
        if (!sameStatus) events.changed(after);
        return Optional.of(after);
    }

    @FunctionalInterface
    private interface Change {
        boolean apply(JobRecord job);
    }
}
