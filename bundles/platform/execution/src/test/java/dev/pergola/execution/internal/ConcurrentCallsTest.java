package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.RunningCall;
import dev.pergola.execution.TaskRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many calls at one time, and their threads. */
final class ConcurrentCallsTest extends CallStories {
    @Test
    void callsOverTheLimitAreRejected() throws Exception {
        CountDownLatch inside = new CountDownLatch(4);
        CountDownLatch release = new CountDownLatch(1);
        processor((task, context) -> {
            inside.countDown();
            release.await();
            return TaskResult.of(Map.of());
        });
        TaskRequest request = TaskRequest.of("sample", "WORK", Map.of());
        List<CompletableFuture<Result<TaskResult>>> running = Stream.generate(() -> runtime.calls.submit(request))
                .limit(4)
                .map(stage -> stage.toCompletableFuture())
                .toList();
        inside.await();

        Result<TaskResult> fifth = work();

        assertThat(fifth.status()).isEqualTo(Status.REJECTED);
        assertThat(fifth.failure().orElseThrow().message()).contains("All 4 calls");
        assertThat(runtime.calls.running()).hasSize(4).allSatisfy(call -> {
            assertThat(call.pluginId()).isEqualTo("sample");
            assertThat(call.operation()).isEqualTo("WORK");
            assertThat(call.remaining()).isPositive();
        });
        release.countDown();
        for (CompletableFuture<Result<TaskResult>> each : running) {
            assertThat(each.get(10, TimeUnit.SECONDS).status()).isEqualTo(Status.SUCCESS);
        }
        assertThat(work().status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void aTaskThatIsBegunIsKnownByItsIdAndOneThatIsRefusedSaysSoAtOnce() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        processor((task, context) -> {
            inside.countDown();
            new CountDownLatch(1).await();
            return TaskResult.of(Map.of());
        });
        PluginCalls.Begun begun = runtime.calls.begin(TaskRequest.of("sample", "WORK", Map.of()));
        inside.await();

        assertThat(begun.refused()).isEmpty();
        assertThat(runtime.calls.running()).extracting(RunningCall::id).containsExactly(begun.executionId());
        assertThat(runtime.calls.cancel(begun.executionId())).isTrue();
        Result<TaskResult> result = begun.result().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(result.status()).isEqualTo(Status.CANCELLED);
        assertThat(result.call().id()).isEqualTo(begun.executionId());

        PluginCalls.Begun nobody = runtime.calls.begin(TaskRequest.of("nobody", "WORK", Map.of()));
        assertThat(nobody.refused())
                .hasValueSatisfying(refused -> assertThat(refused.status()).isEqualTo(Status.REJECTED));
        assertThat(nobody.result().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(nobody.refused().orElseThrow());
    }

    @Test
    void noMoreThreadsAreMadeThanAllowed() throws Exception {
        runtime.close();
        runtime = new TestRuntime(folder(), tuning(2, 1));
        plugin = runtime.current("sample", "1.0.0");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        processor((task, context) -> {
            inside.countDown();
            release.await();
            return TaskResult.of(Map.of());
        });
        TestRuntime.register(plugin, HealthCheck.class, (HealthCheck) HealthCheck.Health::ok);
        var first =
                runtime.calls.submit(TaskRequest.of("sample", "WORK", Map.of())).toCompletableFuture();
        inside.await();

        assertThat(work().failure().orElseThrow().message()).contains("All 1 threads");
        // The lifecycle must get through even then.
        assertThat(runtime.calls.callInstance(
                        plugin, HealthCheck.class, CallOptions.platform("health"), (check, context) -> check.check()))
                .singleElement()
                .satisfies(result -> assertThat(result.status()).isEqualTo(Status.SUCCESS));
        release.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(Status.SUCCESS);
    }

    /** R292. */
    @Test
    void aHundredCallsAtATimeAllComplete() {
        PluginInstance wide = runtime.current("wide", "1.0.0", new Limits(Duration.ofSeconds(30), 200));
        CountDownLatch all = new CountDownLatch(120);
        TestRuntime.register(wide, TaskProcessor.class, (TaskProcessor) (task, context) -> {
            all.countDown();
            all.await();
            return TaskResult.of(task.input());
        });

        List<CompletableFuture<Result<TaskResult>>> running = Stream.iterate(0, n -> n + 1)
                .limit(120)
                .map(n -> runtime.calls
                        .submit(TaskRequest.of("wide", "ANY", Map.of("n", n)))
                        .toCompletableFuture())
                .toList();

        for (int n = 0; n < 120; n++) {
            assertThat(running.get(n).join().orElseThrow().output()).containsEntry("n", n);
        }
    }

    @Test
    void idleThreadsEndAfterAWhile() {
        runtime.close();
        runtime = new TestRuntime(folder(), tuning(2, 100));
        plugin = runtime.current("sample", "1.0.0");
        AtomicReference<Thread> thread = new AtomicReference<>();
        processor((task, context) -> {
            thread.set(Thread.currentThread());
            return TaskResult.of(Map.of());
        });

        assertThat(work().status()).isEqualTo(Status.SUCCESS);
        assertThat(thread.get().getName()).matches("pergola-call-\\d+");
        assertThat(thread.get().isDaemon()).isTrue();

        await().until(() -> !thread.get().isAlive());
        assertThat(runtime.instances.threads().alive()).isZero();
        assertThat(work().status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void submittedCallsTimeOutThoughNobodyWaits() throws Exception {
        processor((task, context) -> {
            TimeUnit.MINUTES.sleep(1);
            return TaskResult.of(Map.of());
        });

        var answer = runtime.calls.submit(new TaskRequest(
                "sample", Optional.empty(), Optional.of("WORK"), Map.of(), Map.of(), Optional.of(SHORT), "test"));

        assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS).status())
                .isEqualTo(Status.TIMEOUT);
    }

    @Test
    void answersOfSubmittedCallsAreHandledOffThePluginsThreads() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        processor((task, context) -> {
            go.await();
            return TaskResult.of(Map.of());
        });

        var name = runtime.calls
                .submit(TaskRequest.of("sample", "WORK", Map.of()))
                .thenApply(result -> Thread.currentThread().getName());
        go.countDown();

        assertThat(name.toCompletableFuture().get(10, TimeUnit.SECONDS)).startsWith("pergola-call-answer");
    }
}
