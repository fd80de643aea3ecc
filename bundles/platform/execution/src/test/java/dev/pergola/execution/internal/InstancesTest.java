package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskInterceptor;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;

@Timeout(60)
final class InstancesTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    private TestRuntime runtime;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(folder);
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private Result<TaskResult> echo(Optional<String> version) {
        return runtime.calls.execute(new TaskRequest(
                "sample", version, Optional.of("ECHO"), Map.of("n", 1), Map.of(), Optional.empty(), "test"));
    }

    @Test
    void anInstanceIsReachedByItsVersionOnceOpenAndByItsNameOnceCurrent() {
        PluginInstance instance = runtime.admit("sample", "1.0.0");
        TestRuntime.echo(instance);
        assertThat(echo(Optional.of("1.0.0")).status()).isEqualTo(Status.REJECTED);
        assertThat(runtime.instances.current("sample")).isEmpty();

        runtime.instances.open(instance);
        assertThat(echo(Optional.of("1.0.0")).status()).isEqualTo(Status.SUCCESS);
        assertThat(echo(Optional.empty()).status()).isEqualTo(Status.REJECTED);

        runtime.instances.makeCurrent(List.of(instance));
        assertThat(echo(Optional.empty()).status()).isEqualTo(Status.SUCCESS);
        assertThat(runtime.instances.current("sample")).contains(instance);
    }

    @Test
    void extensionsComeAndGoWhileThePluginIsActive() {
        PluginInstance instance = runtime.current("sample", "1.0.0");
        assertThat(echo(Optional.empty()).status()).isEqualTo(Status.REJECTED);

        ServiceRegistration<?> registration = TestRuntime.echo(instance);
        assertThat(echo(Optional.empty()).status()).isEqualTo(Status.SUCCESS);

        registration.unregister();
        assertThat(echo(Optional.empty()).failure().orElseThrow().message()).contains("no task processor");
    }

    @Test
    void changedPropertiesCount() {
        PluginInstance instance = runtime.current("sample", "1.0.0");
        ServiceRegistration<?> registration = TestRuntime.echo(instance);

        registration.setProperties(
                org.osgi.framework.FrameworkUtil.asDictionary(Map.of("pergola.task.types", "OTHER")));

        assertThat(echo(Optional.empty()).failure().orElseThrow().message()).contains("[OTHER]");
    }

    @Test
    void drainWaitsForWhatRuns() throws Exception {
        PluginInstance instance = runtime.current("sample", "1.0.0");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TestRuntime.register(instance, TaskProcessor.class, (TaskProcessor) (task, context) -> {
            inside.countDown();
            release.await();
            return TaskResult.of(Map.of());
        });
        var running = runtime.calls.submit(TaskRequest.of("sample", "ANY", Map.of()));
        inside.await();
        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> runtime.instances.drain(instance, Duration.ofSeconds(30)));

        await().untilAsserted(() -> assertThat(
                        echo(Optional.empty()).failure().orElseThrow().message())
                .contains("stopping plugin sample 1.0.0"));
        assertThat(drained).isNotDone();
        release.countDown();

        assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(running.toCompletableFuture().get(10, TimeUnit.SECONDS).status())
                .isEqualTo(Status.SUCCESS);
    }

    @Test
    void whatDoesNotEndInTimeIsInterruptedAndCancelled() throws Exception {
        PluginInstance instance = runtime.current("sample", "1.0.0");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        TestRuntime.register(instance, TaskProcessor.class, (TaskProcessor) (task, context) -> {
            inside.countDown();
            try {
                TimeUnit.MINUTES.sleep(1);
            } catch (InterruptedException expected) {
                interrupted.countDown();
            }
            return TaskResult.of(Map.of());
        });
        var running = runtime.calls.submit(TaskRequest.of("sample", "ANY", Map.of()));
        inside.await();

        assertThat(runtime.instances.drain(instance, SHORT)).isFalse();

        Result<TaskResult> result = running.toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(result.status()).isEqualTo(Status.CANCELLED);
        assertThat(result.failure().orElseThrow().message()).contains("stopped plugin sample 1.0.0");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(runtime.instances.drain(instance, Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void drainingAnInterceptorEndsTheTasksItStandsAround() throws Exception {
        PluginInstance instance = runtime.current("sample", "1.0.0");
        PluginInstance guard = runtime.current("guard", "1.0.0");
        CountDownLatch inside = new CountDownLatch(1);
        TestRuntime.register(instance, TaskProcessor.class, (TaskProcessor) (task, context) -> {
            inside.countDown();
            TimeUnit.MINUTES.sleep(1);
            return TaskResult.of(Map.of());
        });
        TestRuntime.register(
                guard, TaskInterceptor.class, (TaskInterceptor) (task, context, next) -> next.proceed(task));
        var running = runtime.calls.submit(TaskRequest.of("sample", "ANY", Map.of()));
        inside.await();

        assertThat(runtime.instances.drain(guard, SHORT)).isFalse();

        Result<TaskResult> result = running.toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(result.status()).isEqualTo(Status.CANCELLED);
        assertThat(result.failure().orElseThrow().message()).contains("stopped plugin guard");
    }

    @Test
    void aDrainThatIsInterruptedCancelsAtOnce() throws Exception {
        PluginInstance instance = runtime.current("sample", "1.0.0");
        CountDownLatch inside = new CountDownLatch(1);
        TestRuntime.register(instance, TaskProcessor.class, (TaskProcessor) (task, context) -> {
            inside.countDown();
            TimeUnit.MINUTES.sleep(1);
            return TaskResult.of(Map.of());
        });
        var running = runtime.calls.submit(TaskRequest.of("sample", "ANY", Map.of()));
        inside.await();
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        Thread drainer = new Thread(() -> drained.complete(runtime.instances.drain(instance, Duration.ofMinutes(10))));
        drainer.start();
        await().until(() -> drainer.getState() == Thread.State.TIMED_WAITING);
        drainer.interrupt();

        assertThat(drained.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(running.toCompletableFuture().get(10, TimeUnit.SECONDS).status())
                .isEqualTo(Status.CANCELLED);
    }

    @Test
    void whatWasNotAdmittedIsRefusedAndWhatWasRemovedIsGone() {
        PluginInstance instance = runtime.current("sample", "1.0.0");
        runtime.instances.admit(instance);
        PluginInstance sameBundle = new PluginInstance(
                instance.metadata(), instance.bundle(), instance.context(), new dev.pergola.execution.Limits(SHORT, 1));
        assertThatThrownBy(() -> runtime.instances.admit(sameBundle))
                .hasMessageContaining("remove that instance first");

        runtime.instances.remove(instance);

        assertThat(runtime.instances.current("sample")).isEmpty();
        assertThatThrownBy(() -> runtime.instances.open(instance)).hasMessageContaining("sample 1.0.0 (bundle ");
        assertThatThrownBy(() -> runtime.instances.makeCurrent(List.of(instance)))
                .hasMessageContaining("has not been admitted");
        assertThat(runtime.instances.drain(instance, SHORT)).isTrue();
        runtime.instances.remove(instance);
        runtime.instances.admit(sameBundle);
    }
}
