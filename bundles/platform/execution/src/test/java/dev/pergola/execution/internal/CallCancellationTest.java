package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Status;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Calls that are given up, and what a call sees of that and of what is around it. */
final class CallCancellationTest extends CallStories {
    @Test
    void aRunningCallCanBeCancelled() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        processor((task, context) -> {
            inside.countDown();
            TimeUnit.MINUTES.sleep(1);
            return TaskResult.of(Map.of());
        });
        var answer = runtime.calls.submit(TaskRequest.of("sample", "WORK", Map.of()));
        inside.await();
        String id = runtime.calls.running().get(0).id();

        assertThat(runtime.calls.cancel(id)).isTrue();
        assertThat(runtime.calls.cancel(id)).isFalse();
        assertThat(runtime.calls.cancel("unheard-of")).isFalse();

        assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS).status())
                .isEqualTo(Status.CANCELLED);
    }

    @Test
    void aCallerThatIsInterruptedGetsACancelledCallAndStaysInterrupted() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        processor((task, context) -> {
            inside.countDown();
            try {
                TimeUnit.MINUTES.sleep(1);
            } catch (InterruptedException expected) {
                interrupted.countDown();
            }
            return TaskResult.of(Map.of());
        });
        CompletableFuture<Status> status = new CompletableFuture<>();
        AtomicBoolean still = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            Status how = work().status();
            still.set(Thread.currentThread().isInterrupted());
            status.complete(how);
        });
        caller.start();
        inside.await();
        caller.interrupt();

        assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(Status.CANCELLED);
        assertThat(still).isTrue();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptionDoesNotReachTheNextCallOfTheThread() {
        processor((task, context) -> {
            if (task.input().isEmpty()) Thread.currentThread().interrupt();
            return TaskResult.of(Map.of("interrupted", Thread.currentThread().isInterrupted()));
        });

        assertThat(workWithin(Duration.ofSeconds(5)).orElseThrow().output()).containsEntry("interrupted", true);
        for (int i = 0; i < 20; i++) assertThat(work().orElseThrow().output()).containsEntry("interrupted", false);
    }

    @Test
    void thePluginsClassLoaderIsTheContextClassLoaderOfEachCall() {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        processor((task, context) -> {
            seen.set(Thread.currentThread().getContextClassLoader());
            Thread.currentThread().setContextClassLoader(null);
            return TaskResult.of(Map.of());
        });
        ClassLoader mine = Thread.currentThread().getContextClassLoader();

        for (int i = 0; i < 3; i++) {
            seen.set(null);
            assertThat(work().status()).isEqualTo(Status.SUCCESS);
            assertThat(seen.get()).asString().contains("sample");
        }
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(mine);
    }

    @Test
    void aCallWithinACallEndsWithTheOuterOne() {
        PluginInstance inner = runtime.current("inner", "1.0.0");
        AtomicReference<Duration> left = new AtomicReference<>();
        TestRuntime.register(inner, HealthCheck.class, (HealthCheck) HealthCheck.Health::ok);
        processor((task, context) -> {
            runtime.calls.call(
                    CallTarget.of(HealthCheck.class, "inner"), CallOptions.platform("inner"), (check, nested) -> {
                        left.set(nested.remaining());
                        return check.check();
                    });
            return TaskResult.of(Map.of());
        });

        assertThat(workWithin(Duration.ofSeconds(2)).status()).isEqualTo(Status.SUCCESS);
        assertThat(left.get()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theContextTellsOfTheCallAndOutlivesItHarmlessly() {
        AtomicReference<dev.pergola.api.ExecutionContext> kept = new AtomicReference<>();
        CountDownLatch reported = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        processor((task, context) -> {
            kept.set(context);
            context.progress(7, "m".repeat(10_000));
            reported.countDown();
            release.await();
            return TaskResult.of(Map.of());
        });
        var answer = runtime.calls.submit(new TaskRequest(
                "sample",
                Optional.empty(),
                Optional.of("WORK"),
                Map.of(),
                Map.of("who", "ada"),
                Optional.empty(),
                "test"));
        await().until(() -> reported.getCount() == 0);

        assertThat(kept.get().attributes()).containsEntry("who", "ada");
        assertThat(kept.get().cancelled()).isFalse();
        assertThat(kept.get().remaining()).isPositive();
        assertThat(kept.get().plugin()).isSameAs(plugin.context());
        assertThat(kept.get().logger().getName()).isEqualTo("plugin.sample");
        assertThat(runtime.calls.running()).singleElement().satisfies(call -> {
            assertThat(call.progress()).isEqualTo(1);
            assertThat(call.message()).hasSizeLessThan(600);
            assertThat(call.caller()).isEqualTo("test");
        });
        release.countDown();
        answer.toCompletableFuture().join();

        assertThat(kept.get().cancelled()).isTrue();
        assertThat(kept.get().remaining()).isZero();
        kept.get().progress(0.1, "late");
        assertThat(kept.get().executionId()).isNotEmpty();
    }

    @Test
    void stoppingThePlatformCancelsWhatRuns() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        processor((task, context) -> {
            inside.countDown();
            TimeUnit.MINUTES.sleep(1);
            return TaskResult.of(Map.of());
        });
        var answer = runtime.calls.submit(TaskRequest.of("sample", "WORK", Map.of()));
        inside.await();

        runtime.calls.close();

        assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS).status())
                .isEqualTo(Status.CANCELLED);
    }
}
