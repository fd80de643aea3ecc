package dev.pergola.jobs.internal;

import dev.pergola.api.Refusal;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.TaskRequest;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.RetryPolicy;
import dev.pergola.store.JobRecords.Content;
import dev.pergola.store.JobRecords.JobRecord;
import dev.pergola.store.JobRecords.Order;
import dev.pergola.store.JobRecords.Outcome;
import dev.pergola.store.JobRecords.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Between what the store keeps of jobs and what the door shows of them. */
final class Records {
    private Records() {}

    static Order order(String id, JobRequest request, Duration deadline, Instant now) {
        TaskRequest task = request.task();
        JobRequest.Options options = request.options();
        RetryPolicy retry = options.retry();
        return new Order(
                id,
                task.pluginId(),
                task.type().orElse(""),
                task.version().orElse(""),
                task.caller(),
                options.priority(),
                task.timeout().map(Duration::toMillis).orElse(0L),
                deadline.toMillis(),
                retry.maxAttempts(),
                retry.firstWait().toMillis(),
                retry.factor(),
                retry.longestWait().toMillis(),
                options.idempotencyKey().orElse(""),
                RequestDigest.of(task),
                now);
    }

    static RetryPolicy retry(Order order) {
        return new RetryPolicy(
                order.maxAttempts(),
                Duration.ofMillis(order.backoffMillis()),
                order.backoffFactor(),
                Duration.ofMillis(order.backoffCapMillis()));
    }

    static JobStatus status(JobRecord record) {
        String word = record.state().status();
        return JobStatus.named(word)
                .orElseThrow(() ->
                        new IllegalStateException("The job " + record.order().id() + " has the status " + word
                                + ", which a newer version of Pergola must have given it"));
    }

    static Job job(JobRecord record) {
        Order order = record.order();
        State state = record.state();
        return new Job(
                order.id(),
                order.pluginId(),
                text(order.taskType()),
                text(order.version()),
                order.caller(),
                order.priority(),
                retry(order),
                text(order.idempotencyKey()),
                status(record),
                new Job.Progress(
                        state.attempt(),
                        state.failures(),
                        state.progress(),
                        state.message(),
                        text(record.outcome().executionId()),
                        state.cancelRequested() && state.finishedAt().isEmpty()),
                new Job.Times(
                        order.createdAt(),
                        state.dueAt(),
                        state.deadlineAt(),
                        state.startedAt(),
                        state.finishedAt(),
                        state.expiresAt(),
                        Optional.of(order.timeoutMillis())
                                .filter(millis -> millis > 0)
                                .map(Duration::ofMillis)));
    }

    static JobDetails details(JobRecord record, Job job, Content content) {
        return new JobDetails(job, content.input(), content.attributes(), result(record, content));
    }

    private static Optional<Result<TaskResult>> result(JobRecord record, Content content) {
        Outcome outcome = record.outcome();
        Optional<Status> status = Arrays.stream(Status.values())
                .filter(one -> one.wireName().equals(outcome.resultStatus()))
                .findFirst();
        if (status.isEmpty()) return Optional.empty();
        Result.Call call = new Result.Call(
                outcome.executionId(),
                record.order().pluginId(),
                outcome.ranVersion(),
                "",
                new ResourceUsage(micros(outcome.wallMicros()), micros(outcome.cpuMicros()), outcome.allocatedBytes()));
        if (status.get() == Status.SUCCESS) {
            return Optional.of(new Result.Success<>(TaskResult.of(content.output()), call));
        }
        Optional<Refusal> reason = Arrays.stream(Refusal.values())
                .filter(one -> one.wireName().equals(outcome.errorReason()))
                .findFirst();
        return Optional.of(
                new Result.Failure<>(status.get(), outcome.errorMessage(), outcome.errorException(), reason, call));
    }

    static Outcome outcome(Result<TaskResult> result) {
        Result.Call call = result.call();
        Optional<Result.Failure<TaskResult>> failure = result.failure();
        return new Outcome(
                call.id(),
                result.status().wireName(),
                failure.map(Result.Failure::message).orElse(""),
                failure.map(Result.Failure::exception).orElse(""),
                result.refusal().map(Refusal::wireName).orElse(""),
                call.version(),
                TimeUnit.MICROSECONDS.convert(call.usage().wallTime()),
                TimeUnit.MICROSECONDS.convert(call.usage().cpuTime()),
                call.usage().allocatedBytes());
    }

    /** The call to make for the next attempt, which ends with the job's deadline at the latest. */
    static TaskRequest task(JobRecord record, Content content, Instant now) {
        Order order = record.order();
        Duration left = Duration.between(now, record.state().deadlineAt());
        Duration wanted = Duration.ofMillis(order.timeoutMillis());
        Duration timeout = wanted.isZero() || left.compareTo(wanted) < 0 ? left : wanted;
        return new TaskRequest(
                order.pluginId(),
                text(order.version()),
                text(order.taskType()),
                content.input(),
                content.attributes(),
                Optional.of(timeout),
                order.caller());
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    private static Optional<String> text(String value) {
        return Optional.of(value).filter(text -> !text.isEmpty());
    }
}
