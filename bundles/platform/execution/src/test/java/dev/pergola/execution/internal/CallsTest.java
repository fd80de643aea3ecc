package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.DenialExplainer;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.RunningCall;
import dev.pergola.execution.TaskRequest;
import dev.pergola.execution.TierPolicy;
import dev.pergola.store.ExecutionRecord;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.security.AccessControlException;
import java.security.Permission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PropertyPermission;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

@Timeout(60)
final class CallsTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    private TestRuntime runtime;
    private PluginInstance plugin;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(folder);
        plugin = runtime.current("sample", "1.0.0", new Limits(Duration.ofSeconds(20), 4));
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private void processor(TaskProcessor processor) {
        TestRuntime.register(
                plugin, TaskProcessor.class, processor, "pergola.task.types", "WORK", "component.name", "worker");
    }

    private Result<TaskResult> work() {
        return runtime.calls.execute(TaskRequest.of("sample", "WORK", Map.of("n", 1)));
    }

    private Result<TaskResult> workWithin(Duration time) {
        return runtime.calls.execute(new TaskRequest(
                "sample", Optional.empty(), Optional.of("WORK"), Map.of(), Map.of(), Optional.of(time), "test"));
    }

    private static void hang(CountDownLatch until) {
        while (true) {
            try {
                until.await();
                return;
            } catch (InterruptedException ignored) {
                // As a plugin does that cares for nobody.
            }
        }
    }

    /** R23, R37, R43. */
    @Test
    void aTaskIsAnsweredWithWhatItConsumed() {
        processor((task, context) -> {
            byte[] block = new byte[1_000_000];
            long end = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < end) block[0]++;
            return TaskResult.of(Map.of("type", task.type(), "input", task.input(), "id", context.executionId()));
        });

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.SUCCESS);
        assertThat(result.orElseThrow().output())
                .containsEntry("type", "WORK")
                .containsEntry("input", Map.of("n", 1))
                .containsEntry("id", result.call().id());
        assertThat(result.call().plugin()).isEqualTo("sample");
        assertThat(result.call().version()).isEqualTo("1.0.0");
        assertThat(result.call().extension()).isEqualTo("worker");
        assertThat(result.call().usage().allocatedBytes()).isGreaterThan(1_000_000);
        assertThat(result.call().usage().cpuTime()).isPositive();
        assertThat(result.call().usage().wallTime()).isGreaterThanOrEqualTo(Duration.ofMillis(2));
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of(new IllegalStateException("no"), Status.FAILED, "no"),
                Arguments.of(new java.io.IOException("gone"), Status.FAILED, "gone"),
                Arguments.of(new InvalidInputException("n is odd"), Status.REJECTED, "n is odd"),
                Arguments.of(new UnsupportedTaskTypeException("WORK"), Status.REJECTED, "WORK is not supported"),
                Arguments.of(new SecurityException("read /etc"), Status.SECURITY_VIOLATION, "read /etc"),
                Arguments.of(
                        new ExecutionException(new SecurityException("read /etc")),
                        Status.SECURITY_VIOLATION,
                        "read /etc"),
                Arguments.of(new ResourceLimitExceededException("256 MB"), Status.RESOURCE_LIMIT_EXCEEDED, "256 MB"),
                Arguments.of(new OutOfMemoryError("heap"), Status.FAILED, "heap"),
                Arguments.of(new NoClassDefFoundError("a/B"), Status.FAILED, "a/B"),
                Arguments.of(new NullPointerException(), Status.FAILED, "java.lang.NullPointerException"),
                Arguments.of(
                        new InvocationTargetException(new InvalidInputException("deep")), Status.REJECTED, "deep"));
    }

    /** R24, R37. */
    @ParameterizedTest
    @MethodSource("endings")
    void whatAPluginThrowsBecomesAStatus(Throwable thrown, Status status, String message) {
        processor((task, context) -> {
            if (thrown instanceof Error error) throw error;
            throw (Exception) thrown;
        });

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(status);
        assertThat(result.failure().orElseThrow().message()).contains(message);
        assertThat(result.call().usage().wallTime()).isPositive();
        assertThatThrownBy(result::orElseThrow).hasMessageContaining(message);
    }

    /** R128. */
    @Test
    @SuppressWarnings("removal")
    void whatWasDeniedIsExplained() {
        Permission permission = new PropertyPermission("user.home", "read");
        DenialExplainer explainer = (plugin, denied) -> plugin + " lacks " + denied.getName();
        runtime.calls.setDenialExplainer(explainer);
        processor((task, context) -> {
            throw new IllegalStateException(new AccessControlException("no", permission));
        });

        assertThat(work().failure().orElseThrow().message()).contains("sample lacks user.home");

        runtime.calls.unsetDenialExplainer(explainer);
        assertThat(work().failure().orElseThrow().message()).doesNotContain("lacks");
    }

    /** R24. */
    @Test
    void aPluginThatRunsOutOfStackFailsAlone() {
        processor((task, context) -> TaskResult.of(Map.of("depth", depth(0))));

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.failure().orElseThrow().exception()).isEqualTo("java.lang.StackOverflowError");
    }

    private static int depth(int at) {
        return at < 0 ? at : 1 + depth(at + 1);
    }

    /** R24. */
    @Test
    void hostileExceptionsAreBoundedAndGuarded() {
        AtomicReference<RuntimeException> thrown = new AtomicReference<>();
        processor((task, context) -> {
            throw thrown.get();
        });

        thrown.set(new RuntimeException() {
            @Override
            public String getMessage() {
                throw new IllegalStateException("ha");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("ha");
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException("ha");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("ha");
            }
        });
        assertThat(work().failure().orElseThrow().message()).contains("without a message");

        thrown.set(new RuntimeException("x".repeat(5_000_000)));
        assertThat(work().failure().orElseThrow().message()).hasSizeLessThan(3_000);

        thrown.set(new RuntimeException("a\u0000b\u001B[31m"));
        assertThat(work().failure().orElseThrow().message()).isEqualTo("a\uFFFDb\uFFFD[31m");
    }

    @Test
    void aMessageThatNeverComesIsCutOffByTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        processor((task, context) -> {
            throw new RuntimeException() {
                @Override
                public String getMessage() {
                    hang(never);
                    return "late";
                }
            };
        });

        assertThat(workWithin(SHORT).status()).isEqualTo(Status.TIMEOUT);
        never.countDown();
    }

    @Test
    void aNullAnswerIsAFailure() {
        processor((task, context) -> null);

        assertThat(work().failure().orElseThrow().message())
                .contains("worker of plugin sample")
                .contains("null");
    }

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

    @TempDir
    private Path another;

    private Path folder() {
        return another;
    }

    private static Tuning tuning(int stuck, int threads) {
        return new Tuning(
                threads,
                Duration.ofMillis(300),
                stuck,
                1_000,
                Duration.ofSeconds(1),
                4,
                100,
                1,
                1_000,
                Duration.ofDays(1),
                1_000);
    }

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
    void callsThatCannotBeMadeSayWhy() {
        assertThat(messageOf(TaskRequest.of("nobody", "WORK", Map.of()))).contains("No plugin nobody is active");
        assertThat(messageOf(TaskRequest.of("sample", "WORK", Map.of())))
                .contains("no task processor in plugin sample");
        processor((task, context) -> TaskResult.of(Map.of()));
        assertThat(messageOf(TaskRequest.of("sample", "PLAY", Map.of())))
                .contains("type PLAY")
                .contains("[WORK]");
        assertThat(messageOf(new TaskRequest(
                        "sample",
                        Optional.of("9.9.9"),
                        Optional.of("WORK"),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        "t")))
                .contains("Version 9.9.9 of plugin sample")
                .contains("[1.0.0]");
        assertThat(call(CallTarget.of(HealthCheck.class, "sample"))
                        .failure()
                        .orElseThrow()
                        .message())
                .contains("no HealthCheck in plugin sample 1.0.0");
        assertThat(call(new CallTarget<>(TaskProcessor.class, "sample", Optional.empty(), Optional.of("other")))
                        .failure()
                        .orElseThrow()
                        .message())
                .contains("no TaskProcessor named other")
                .contains("[worker]");
    }

    private String messageOf(TaskRequest request) {
        Result<TaskResult> result = runtime.calls.execute(request);
        assertThat(result.status()).isEqualTo(Status.REJECTED);
        return result.failure().orElseThrow().message();
    }

    private <E> Result<Boolean> call(CallTarget<E> target) {
        return runtime.calls.call(target, CallOptions.platform("test"), (extension, context) -> true);
    }

    @Test
    void aTaskWithoutATypeIsOfTheFirstTypeOfTheHighestRankedProcessor() {
        TaskProcessor tellingType = (task, context) -> TaskResult.of(Map.of("type", task.type()));
        TestRuntime.register(plugin, TaskProcessor.class, tellingType, "service.ranking", 9, "component.name", "any");
        assertThat(typeWhereNoneIsAskedFor()).isEqualTo("");

        processor(tellingType);
        assertThat(typeWhereNoneIsAskedFor()).isEqualTo("WORK");

        TestRuntime.register(
                plugin,
                TaskProcessor.class,
                tellingType,
                "pergola.task.types",
                new String[] {"*", "SECOND", "ANOTHER"},
                "service.ranking",
                5);
        assertThat(typeWhereNoneIsAskedFor()).isEqualTo("SECOND");
        await().untilAsserted(() -> assertThat(runtime.store.records())
                .extracting(ExecutionRecord::operation)
                .contains("", "WORK", "SECOND"));
    }

    private Object typeWhereNoneIsAskedFor() {
        return runtime.calls
                .execute(TaskRequest.of("sample", Map.of()))
                .orElseThrow()
                .output()
                .get("type");
    }

    @Test
    void aServiceThatDoesNotStartIsAFailureWithAHint() {
        ServiceFactory<TaskProcessor> broken = new ServiceFactory<>() {
            @Override
            public TaskProcessor getService(Bundle bundle, ServiceRegistration<TaskProcessor> registration) {
                throw new IllegalStateException("constructor failed");
            }

            @Override
            public void ungetService(
                    Bundle bundle, ServiceRegistration<TaskProcessor> registration, TaskProcessor service) {}
        };
        TestRuntime.register(plugin, TaskProcessor.class, broken);

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.failure().orElseThrow().message())
                .contains("did not start")
                .contains("sample");
    }

    @Test
    void servicesAreHeldWhileRegisteredAndReleasedAfter() {
        AtomicReference<String> last = new AtomicReference<>("");
        ServiceFactory<TaskProcessor> factory = new ServiceFactory<>() {
            @Override
            public TaskProcessor getService(Bundle bundle, ServiceRegistration<TaskProcessor> registration) {
                last.updateAndGet(text -> text + "get ");
                return (task, context) -> TaskResult.of(Map.of());
            }

            @Override
            public void ungetService(
                    Bundle bundle, ServiceRegistration<TaskProcessor> registration, TaskProcessor service) {
                last.updateAndGet(text -> text + "unget");
            }
        };
        ServiceRegistration<?> registration = TestRuntime.register(plugin, TaskProcessor.class, factory);
        assertThat(last.get()).isEmpty();

        assertThat(work().status()).isEqualTo(Status.SUCCESS);
        assertThat(work().status()).isEqualTo(Status.SUCCESS);
        assertThat(last.get()).isEqualTo("get ");

        registration.unregister();
        assertThat(last.get()).isEqualTo("get unget");
        assertThat(work().status()).isEqualTo(Status.REJECTED);
    }

    @Test
    void theLifecycleReachesAnInstanceThatNobodyElseCan() {
        PluginInstance hidden = runtime.admit("hidden", "2.0.0");
        TestRuntime.register(hidden, LifecycleHook.class, new LifecycleHook() {}, "component.name", "a");
        TestRuntime.register(
                hidden, LifecycleHook.class, new LifecycleHook() {}, "component.name", "b", "service.ranking", 5);

        assertThat(call(CallTarget.of(LifecycleHook.class, "hidden")).status()).isEqualTo(Status.REJECTED);
        assertThat(hook(hidden)).containsExactly("b", "a");

        assertThat(runtime.instances.drain(hidden, SHORT)).isTrue();
        assertThat(hook(hidden)).as("cleanup comes after the drain").containsExactly("b", "a");

        runtime.instances.remove(hidden);
        assertThatThrownBy(() -> hook(hidden)).hasMessageContaining("has been removed");
    }

    private List<String> hook(PluginInstance instance) {
        return runtime
                .calls
                .callInstance(instance, LifecycleHook.class, CallOptions.platform("initialize"), (hook, context) -> {
                    hook.initialize(instance.context());
                    return true;
                })
                .stream()
                .peek(result -> assertThat(result.status()).isEqualTo(Status.SUCCESS))
                .map(result -> result.call().extension())
                .toList();
    }

    @Test
    void withoutATierThereAreNoCalls() {
        processor((task, context) -> TaskResult.of(Map.of()));
        var other = new dev.pergola.execution.Dispatcher() {
            @Override
            public dev.pergola.execution.Tier tier() {
                return dev.pergola.execution.Tier.SANDBOX;
            }

            @Override
            public <T> Outcome<T> dispatch(
                    PluginInstance instance, Invocation<T> invocation, dev.pergola.api.ExecutionContext context) {
                return new Threw<>(
                        new ResourceLimitExceededException("memory"),
                        new dev.pergola.api.ResourceUsage(Duration.ZERO, Duration.ofHours(1), 1L << 40));
            }
        };
        InProcessDispatcher inProcess = new InProcessDispatcher();
        Calls calls = new Calls(runtime.instances, runtime.log, new Tiers(false));
        TaskRequest request = TaskRequest.of("sample", "WORK", Map.of());

        assertThat(calls.execute(request).failure().orElseThrow().message()).contains("no tier");

        calls.addDispatcher(other);
        assertThat(calls.execute(request).failure().orElseThrow().message()).contains("no tier IN_PROCESS");
        TierPolicy elsewherePolicy = (instance, call) -> other.tier();
        calls.setTierPolicy(elsewherePolicy);
        Result<TaskResult> elsewhere = calls.execute(request);
        assertThat(elsewhere.status()).isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
        assertThat(elsewhere.call().usage().cpuTime()).isGreaterThan(Duration.ofHours(1));
        assertThat(elsewhere.call().usage().allocatedBytes()).isGreaterThan(1L << 40);

        calls.addDispatcher(inProcess);
        calls.setTierPolicy(TierPolicy.IN_PROCESS);
        calls.unsetTierPolicy(elsewherePolicy);
        assertThat(calls.execute(request).status()).isEqualTo(Status.SUCCESS);
        calls.removeDispatcher(inProcess);
        calls.removeDispatcher(other);
        assertThat(calls.execute(request).status()).isEqualTo(Status.REJECTED);
        calls.close();
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
