package dev.pergola.jobs.internal;

import static dev.pergola.jobs.internal.JobRuntime.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.execution.TaskRequest;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobException;
import dev.pergola.jobs.JobException.Reason;
import dev.pergola.jobs.JobPage;
import dev.pergola.jobs.JobQuery;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs.Submitted;
import dev.pergola.jobs.RetryPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R33, R34: on a real store and a real scheduler. */
class JobQueueTest {
    private static final RetryPolicy THRICE = new RetryPolicy(3, Duration.ofMillis(50), 2, Duration.ofSeconds(1));

    @TempDir
    Path data;

    private JobRuntime runtime;

    @BeforeEach
    void start() {
        runtime = JobRuntime.open(
                data,
                Map.of(
                        "pergola.jobs.threads",
                        "2",
                        "pergola.jobs.max-queued",
                        "20",
                        "pergola.jobs.max-queued-per-plugin",
                        "15"));
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void aJobIsDoneAndItsResultKept() {
        Job submitted = runtime.submit(Map.of("name", "a", "n", 3));
        assertThat(submitted.status()).isEqualTo(JobStatus.QUEUED);
        Job done = runtime.await(submitted.id(), JobStatus.SUCCEEDED);
        assertThat(done.progress().attempt()).isEqualTo(1);
        assertThat(done.progress().fraction()).isEqualTo(1);
        assertThat(done.times().finishedAt()).isPresent();
        JobDetails details = runtime.details(done.id());
        assertThat(details.input()).containsEntry("n", 3);
        Result<?> result = details.result().orElseThrow();
        assertThat(result.status()).isEqualTo(Status.SUCCESS);
        assertThat(result.call().version()).isEqualTo("1.2.0");
        assertThat(result.call().usage().allocatedBytes()).isEqualTo(1024);
        assertThat(details.result().orElseThrow().orElseThrow().output()).containsEntry("n", 3);
        assertThat(runtime.topics(done.id()))
                .containsExactly("pergola/job/queued", "pergola/job/running", "pergola/job/succeeded");
        await().untilAsserted(() -> assertThat(entries()).isZero());
    }

    private int entries() throws Exception {
        try (var connection = runtime.source.getConnection();
                var query = connection.prepareStatement("select count(*) from scheduled_tasks");
                var rows = query.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void aJobThatFailsIsTriedAgainWithGrowingWaits() {
        Job job = runtime.queue
                .submit(request(Map.of("name", "a", "failures", 2), 50, THRICE, ""))
                .job();
        Job done = runtime.await(job.id(), JobStatus.SUCCEEDED);
        assertThat(done.progress().attempt()).isEqualTo(3);
        assertThat(done.progress().failures()).isEqualTo(2);
        assertThat(runtime.topics(job.id()))
                .containsExactly(
                        "pergola/job/queued",
                        "pergola/job/running",
                        "pergola/job/waiting_retry",
                        "pergola/job/running",
                        "pergola/job/waiting_retry",
                        "pergola/job/running",
                        "pergola/job/succeeded");
    }

    @Test
    void aJobWhoseAttemptsAreUsedUpHasFailedAndCanBeRetried() {
        Job job = runtime.queue
                .submit(request(Map.of("name", "a", "failures", 4), 50, THRICE, ""))
                .job();
        Job failed = runtime.await(job.id(), JobStatus.FAILED);
        assertThat(failed.progress().message()).isEqualTo("All of its 3 attempts failed");
        assertThat(runtime.details(job.id())
                        .result()
                        .orElseThrow()
                        .failure()
                        .orElseThrow()
                        .message())
                .isEqualTo("Failure 3");
        assertThat(runtime.queue.retry(job.id()).status()).isEqualTo(JobStatus.QUEUED);
        Job done = runtime.await(job.id(), JobStatus.SUCCEEDED);
        assertThat(done.progress().attempt()).isEqualTo(5);
        assertThatThrownBy(() -> runtime.queue.retry(job.id())).hasMessageContaining("succeeded");
    }

    @Test
    void whatWouldFailAgainIsNotTriedAgain() {
        for (String outcome : new String[] {"SECURITY_VIOLATION", "INVALID_INPUT", "NOT_SUPPORTED"}) {
            Job job = runtime.queue
                    .submit(request(Map.of("name", outcome, "outcome", outcome), 50, THRICE, ""))
                    .job();
            assertThat(runtime.await(job.id(), JobStatus.FAILED).progress().attempt())
                    .as(outcome)
                    .isEqualTo(1);
        }
    }

    @Test
    void aCallThatIsRefusedForNowIsNoAttemptThatFailed() {
        Job job = runtime.submit(Map.of("name", "a", "outcome", "BUSY"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> runtime.job(job.id()), now -> now.progress().attempt() >= 2);
        Job waiting = runtime.await(job.id(), JobStatus.QUEUED);
        assertThat(waiting.progress().failures()).isZero();
        assertThat(waiting.progress().message()).isEqualTo("It is BUSY");
        runtime.queue.cancel(job.id(), "ada");
    }

    @Test
    void aJobWaitsForItsPluginAndGoesOnAsSoonAsThatIsActive() {
        Job job = runtime.queue
                .submit(JobRequest.of(TaskRequest.of("later", Map.of("name", "a"))))
                .job();
        await().until(() -> runtime.job(job.id()).progress().message(), text -> text.contains("later is not active"));
        assertThat(runtime.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(runtime.calls.made).isEmpty();
        runtime.activate("later");
        runtime.await(job.id(), JobStatus.SUCCEEDED);
    }

    @Test
    void aJobThatRunsShowsItsProgressAndIsCancelledOnRequest() {
        runtime.calls.progress = 0.25;
        Job job = runtime.submit(Map.of("name", "a", "wait", true));
        Job running = runtime.await(job.id(), JobStatus.RUNNING);
        await().until(() -> !runtime.calls.waiting.isEmpty());
        assertThat(runtime.job(job.id()).progress().fraction()).isEqualTo(0.25);
        assertThat(runtime.job(job.id()).progress().message()).isEqualTo("at it");
        assertThat(runtime.job(job.id()).progress().executionId()).contains("x1");
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        runtime.records.find(job.id()).orElseThrow().state().progress() == 0.25);
        assertThat(running.times().startedAt()).isPresent();
        runtime.queue.cancel(job.id(), "ada");
        Job cancelled = runtime.await(job.id(), JobStatus.CANCELLED);
        assertThat(cancelled.progress().cancelling()).isFalse();
        assertThatThrownBy(() -> runtime.queue.cancel(job.id(), "ada"))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ENDED));
    }

    @Test
    void aJobThatWaitsIsCancelledAtOnceAndNeverBegun() {
        runtime.submit(Map.of("name", "one", "wait", true));
        runtime.submit(Map.of("name", "two", "wait", true));
        await().until(() -> runtime.calls.waiting.size() == 2);
        Job third = runtime.submit(Map.of("name", "three"));
        Job cancelled = runtime.queue.cancel(third.id(), "ada");
        assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(cancelled.progress().message()).isEqualTo("Cancelled by ada");
        runtime.calls.finishAll();
        Job fourth = runtime.submit(Map.of("name", "four"));
        runtime.await(fourth.id(), JobStatus.SUCCEEDED);
        assertThat(runtime.calls.namesOfMade()).doesNotContain("three");
    }

    @Test
    void theHigherPriorityComesFirst() {
        runtime.submit(Map.of("name", "one", "wait", true));
        runtime.submit(Map.of("name", "two", "wait", true));
        await().until(() -> runtime.calls.waiting.size() == 2);
        Job low = runtime.queue
                .submit(request(Map.of("name", "low"), 10, RetryPolicy.NONE, ""))
                .job();
        runtime.queue.submit(request(Map.of("name", "normal"), 50, RetryPolicy.NONE, ""));
        runtime.queue.submit(request(Map.of("name", "high"), 90, RetryPolicy.NONE, ""));
        // The one that stays keeps its thread, so that the others come one after the other.
        runtime.calls.finish("x1");
        runtime.await(low.id(), JobStatus.SUCCEEDED);
        assertThat(runtime.calls.namesOfMade().stream()
                        .filter(name -> !name.equals("one") && !name.equals("two"))
                        .toList())
                .containsExactly("high", "normal", "low");
        runtime.calls.finishAll();
    }

    @Test
    void aKeyGivesTheSameJobAndAnotherRequestWithItIsRefused() {
        JobRequest request = request(Map.of("name", "a", "x", Map.of("p", 1, "q", 2.0)), 50, RetryPolicy.NONE, "once");
        Submitted first = runtime.queue.submit(request);
        assertThat(first.isNew()).isTrue();
        Submitted again =
                runtime.queue.submit(request(Map.of("x", Map.of("q", 2, "p", 1), "name", "a"), 70, THRICE, "once"));
        assertThat(again.isNew()).isFalse();
        assertThat(again.job().id()).isEqualTo(first.job().id());
        assertThatThrownBy(() -> runtime.queue.submit(request(Map.of("name", "b"), 50, RetryPolicy.NONE, "once")))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY_REUSED));
        runtime.await(first.job().id(), JobStatus.SUCCEEDED);
        assertThat(runtime.calls.made).hasSize(1);
    }

    @Test
    void aQueueThatIsFullTakesNoMore() {
        for (int i = 0; i < 15; i++) runtime.submit(Map.of("name", i, "wait", true));
        assertThatThrownBy(() -> runtime.submit(Map.of("name", "more")))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.reason()).isEqualTo(Reason.QUEUE_FULL))
                .hasMessageContainingAll("15 jobs of", "jobs.max-queued-per-plugin");
        for (int i = 0; i < 5; i++) {
            assertThat(runtime.queue.submit(ofAnother()).isNew())
                    .as("none takes the room of all others")
                    .isTrue();
        }
        assertThatThrownBy(() -> runtime.queue.submit(ofAnother()))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.reason()).isEqualTo(Reason.QUEUE_FULL))
                .hasMessageContainingAll("20 jobs", "jobs.max-queued");
    }

    private static JobRequest ofAnother() {
        return JobRequest.of(TaskRequest.of("absent", Map.of()));
    }

    @Test
    void aDeadlineEndsAJobThatWaits() {
        JobRequest request = new JobRequest(
                TaskRequest.of("absent", Map.of()),
                new JobRequest.Options(50, Optional.of(Duration.ofMillis(300)), THRICE, Optional.empty()));
        Job job = runtime.queue.submit(request).job();
        Job failed = runtime.await(job.id(), JobStatus.FAILED);
        assertThat(failed.progress().message()).contains("deadline passed");
        assertThat(failed.progress().attempt()).isZero();
    }

    @Test
    void anAttemptEndsWithTheDeadlineOfItsJobAtTheLatest() {
        JobRequest request = new JobRequest(
                TaskRequest.of("words", Map.of("name", "a")),
                new JobRequest.Options(50, Optional.of(Duration.ofSeconds(30)), THRICE, Optional.empty()));
        runtime.await(runtime.queue.submit(request).job().id(), JobStatus.SUCCEEDED);
        assertThat(runtime.calls.made.get(0).timeout().orElseThrow())
                .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void aJobThatWaitsDoesNotWaitLongerBecauseTheClockIsSetBack() {
        RetryPolicy soon = new RetryPolicy(2, Duration.ofSeconds(3), 1, Duration.ofSeconds(3));
        Job job = runtime.queue
                .submit(request(Map.of("name", "a", "failures", 1), 50, soon, ""))
                .job();
        runtime.await(job.id(), JobStatus.WAITING_RETRY);

        runtime.clock.set(Duration.ofHours(-1));

        runtime.await(job.id(), JobStatus.SUCCEEDED);
    }

    @Test
    void jobsThatWaitForOthersAreDoneAlthoughTheClockIsSetBack() {
        Job first = runtime.submit(Map.of("name", "a", "wait", 1));
        Job second = runtime.submit(Map.of("name", "b", "wait", 1));
        await().until(() -> runtime.calls.waiting.size() == 2);
        Job third = runtime.submit(Map.of("name", "c"));

        runtime.clock.set(Duration.ofHours(-1));
        runtime.calls.finishAll();

        for (Job job : List.of(first, second, third)) runtime.await(job.id(), JobStatus.SUCCEEDED);
    }

    @Test
    void jobsAreListedPageByPage() {
        for (int i = 0; i < 5; i++) runtime.submit(Map.of("name", i));
        JobQuery first = new JobQuery(Optional.of("words"), Optional.empty(), Optional.empty(), 3);
        JobPage page = runtime.queue.list(first);
        assertThat(page.jobs()).hasSize(3);
        JobPage rest = runtime.queue.list(new JobQuery(first.pluginId(), first.status(), page.next(), 3));
        assertThat(rest.jobs()).hasSize(2).doesNotContainAnyElementsOf(page.jobs());
        assertThat(rest.next()).isEmpty();
        assertThatThrownBy(() -> runtime.queue.list(
                        new JobQuery(Optional.empty(), Optional.empty(), Optional.of("nonsense"), 3)))
                .isInstanceOf(JobException.class);
    }

    @Test
    void aStopPutsBackWhatRunsAndTheNextStartGoesOnWithIt() {
        Job running = runtime.submit(Map.of("name", "a", "wait", true));
        Job queued = runtime.queue
                .submit(JobRequest.of(TaskRequest.of("absent", Map.of("name", "b"))))
                .job();
        await().until(() -> !runtime.calls.waiting.isEmpty());
        runtime.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("pergola-job"));
        runtime = JobRuntime.open(data);
        runtime.active.add("absent");
        await().atMost(Duration.ofSeconds(20)).until(() -> !runtime.calls.waiting.isEmpty());
        assertThat(runtime.job(running.id()).progress().attempt()).isEqualTo(2);
        assertThat(runtime.records.find(running.id()).orElseThrow().state().lost())
                .isZero();
        runtime.calls.finishAll();
        runtime.await(running.id(), JobStatus.SUCCEEDED);
        runtime.await(queued.id(), JobStatus.SUCCEEDED);
    }

    @Test
    void aRuntimeWithoutJobsHasNoThreadsForThem() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("pergola-job-") || name.startsWith("pergola-jobs-poll"));
    }
}
