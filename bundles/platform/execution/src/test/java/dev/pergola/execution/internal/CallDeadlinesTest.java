package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.RunningCall;
import dev.pergola.execution.TaskRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What becomes of calls that take too long. */
final class CallDeadlinesTest extends CallStories {
    /** R23. */
    @Test
    void aCallThatTakesTooLongIsInterruptedAndTimesOut() {
        AtomicBoolean interrupted = new AtomicBoolean();
        processor((task, context) -> {
            try {
                TimeUnit.MINUTES.sleep(1);
            } catch (InterruptedException expected) {
                interrupted.set(context.cancelled());
            }
            return TaskResult.of(Map.of());
        });

        long began = System.nanoTime();
        Result<TaskResult> result = workWithin(SHORT);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(result.status()).isEqualTo(Status.TIMEOUT);
        assertThat(result.failure().orElseThrow().message())
                .contains("100 ms")
                .contains("worker of plugin sample 1.0.0");
        assertThat(result.call().usage().wallTime()).isGreaterThanOrEqualTo(SHORT);
        await().untilTrue(interrupted);
        await().until(() -> runtime.calls.running().isEmpty());
    }

    /** Some of them are quicker than the clock that would end them. */
    @RepeatedTest(20)
    void aCallThatGivesUpByItselfWhenItsTimeIsUpHasTimedOutToo() {
        processor((task, context) -> {
            while (!context.cancelled()) Thread.onSpinWait();
            throw new CancellationException("Cancelled in line 1");
        });

        Result<TaskResult> result = workWithin(Duration.ofMillis(5));

        assertThat(result.status()).isEqualTo(Status.TIMEOUT);
        await().until(() -> runtime.calls.running().isEmpty());
    }

    @Test
    void whatATimedOutCallConsumedIsKnown() {
        processor((task, context) -> {
            byte[] block = new byte[2_000_000];
            while (!context.cancelled()) block[0]++;
            return TaskResult.of(Map.of());
        });

        Result<TaskResult> result = workWithin(SHORT);

        assertThat(result.call().usage().allocatedBytes()).isGreaterThan(1_000_000);
        assertThat(result.call().usage().cpuTime()).isPositive();
    }

    @Test
    void thePluginsLimitBoundsWhatCallersAskFor() {
        PluginInstance strict = runtime.current("strict", "1.0.0", new Limits(SHORT, 4));
        TestRuntime.register(strict, TaskProcessor.class, (TaskProcessor) (task, context) -> {
            TimeUnit.MINUTES.sleep(1);
            return TaskResult.of(Map.of());
        });

        Result<TaskResult> result = runtime.calls.execute(new TaskRequest(
                "strict",
                Optional.empty(),
                Optional.of("ANY"),
                Map.of(),
                Map.of(),
                Optional.of(Duration.ofSeconds(Long.MAX_VALUE)),
                "test"));

        assertThat(result.status()).isEqualTo(Status.TIMEOUT);
    }

    /** R24: a thread that nothing can stop costs its plugin, and nobody else. */
    @Test
    void callsThatIgnoreTheirInterruptionAreShownAndInTheEndCostThePluginItsCalls() {
        CountDownLatch release = new CountDownLatch(1);
        runtime.close();
        runtime = new TestRuntime(folder(), tuning(2, 100));
        plugin = runtime.current("sample", "1.0.0");
        PluginInstance other = runtime.current("other", "1.0.0");
        TestRuntime.echo(other);
        processor((task, context) -> {
            context.progress(0.5, "half");
            hang(release);
            return TaskResult.of(Map.of());
        });

        assertThat(workWithin(SHORT).status()).isEqualTo(Status.TIMEOUT);
        assertThat(workWithin(SHORT).status()).isEqualTo(Status.TIMEOUT);

        await().untilAsserted(() -> {
            Result<TaskResult> refused = workWithin(SHORT);
            assertThat(refused.status()).isEqualTo(Status.REJECTED);
            assertThat(refused.failure().orElseThrow().message()).contains("ignore that they were interrupted");
        });
        List<RunningCall> running = runtime.calls.running();
        assertThat(running).hasSizeGreaterThanOrEqualTo(2).allSatisfy(call -> {
            assertThat(call.remaining()).isZero();
            assertThat(call.message()).contains("does not let go");
        });
        assertThat(runtime.calls
                        .execute(TaskRequest.of("other", "ECHO", Map.of()))
                        .status())
                .isEqualTo(Status.SUCCESS);
        assertThat(runtime.instances.drain(plugin, SHORT)).isFalse();

        release.countDown();
        await().until(() -> runtime.calls.running().isEmpty());
        assertThat(runtime.instances.drain(plugin, SHORT)).isTrue();
    }
}
