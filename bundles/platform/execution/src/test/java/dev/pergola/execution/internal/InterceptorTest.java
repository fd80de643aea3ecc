package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskInterceptor;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Circuit;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R45, R46. */
@Timeout(60)
final class InterceptorTest {
    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    private TestRuntime runtime;
    private PluginInstance worker;
    private PluginInstance guard;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(
                folder,
                new Tuning(
                        100,
                        Duration.ofSeconds(5),
                        8,
                        3,
                        Duration.ofMinutes(1),
                        4,
                        100,
                        1,
                        1_000,
                        Duration.ofDays(1),
                        1_000));
        worker = runtime.current("worker", "1.0.0");
        guard = runtime.current("guard", "1.0.0");
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private void processor(TaskProcessor processor) {
        TestRuntime.register(
                worker, TaskProcessor.class, processor, "pergola.task.types", "WORK", "component.name", "work");
    }

    private void echo() {
        processor((task, context) -> {
            steps.add("work");
            return TaskResult.of(task.input());
        });
    }

    private void interceptor(PluginInstance of, String name, int ranking, String types, TaskInterceptor interceptor) {
        TestRuntime.register(
                of,
                TaskInterceptor.class,
                interceptor,
                "component.name",
                name,
                "service.ranking",
                ranking,
                "pergola.task.types",
                types);
    }

    private TaskInterceptor noting(String name) {
        return (task, context, next) -> {
            steps.add("> " + name + " " + context.plugin().plugin().id());
            TaskResult result = next.proceed(task);
            steps.add("< " + name);
            return result;
        };
    }

    private Result<TaskResult> work() {
        return work(Optional.empty());
    }

    private Result<TaskResult> work(Optional<Duration> time) {
        return runtime.calls.execute(new TaskRequest(
                "worker", Optional.empty(), Optional.of("WORK"), Map.of("n", 1), Map.of(), time, "test"));
    }

    private Circuit.State circuit(String extension) {
        return runtime.calls.circuits().stream()
                .filter(circuit -> circuit.extension().equals(extension))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void thoseOfTheTasksTypeStandAroundItHighestRankingOutermost() {
        echo();
        interceptor(guard, "inner", 1, "WORK", noting("inner"));
        interceptor(guard, "outer", 9, "*", noting("outer"));
        interceptor(worker, "middle", 5, "WORK", noting("middle"));
        interceptor(guard, "elsewhere", 7, "PLAY", noting("elsewhere"));

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.SUCCESS);
        assertThat(result.call().plugin()).isEqualTo("worker");
        assertThat(steps)
                .containsExactly(
                        "> outer guard", "> middle worker", "> inner guard", "work", "< inner", "< middle", "< outer");
    }

    @Test
    void anInterceptorMayChangeTheTaskOrAnswerItself() {
        echo();
        interceptor(guard, "change", 1, "*", (task, context, next) -> next.proceed(new Task("WORK", Map.of("n", 2))));
        assertThat(work().orElseThrow().output()).containsEntry("n", 2);

        interceptor(guard, "answer", 2, "*", (task, context, next) -> TaskResult.of(Map.of("cached", true)));
        steps.clear();
        assertThat(work().orElseThrow().output()).containsEntry("cached", true);
        assertThat(steps).isEmpty();
    }

    @Test
    void anInterceptorMayRejectAndTryAgain() {
        processor((task, context) -> {
            steps.add("work");
            if (steps.size() < 2) throw new IllegalStateException("not yet");
            return TaskResult.of(Map.of());
        });
        interceptor(guard, "retry", 1, "*", (task, context, next) -> {
            try {
                return next.proceed(task);
            } catch (IllegalStateException once) {
                return next.proceed(task);
            }
        });
        assertThat(work().status()).isEqualTo(Status.SUCCESS);

        interceptor(guard, "reject", 2, "*", (task, context, next) -> {
            throw new InvalidInputException("n must be even");
        });
        assertThat(work().status()).isEqualTo(Status.REJECTED);
        assertThat(work().failure().orElseThrow().message()).isEqualTo("n must be even");
    }

    @Test
    void eachRunsWithItsOwnPluginsClassLoader() {
        List<ClassLoader> loaders = new ArrayList<>();
        processor((task, context) -> {
            loaders.add(Thread.currentThread().getContextClassLoader());
            return TaskResult.of(Map.of());
        });
        interceptor(guard, "guard", 1, "*", (task, context, next) -> {
            loaders.add(Thread.currentThread().getContextClassLoader());
            TaskResult result = next.proceed(task);
            loaders.add(Thread.currentThread().getContextClassLoader());
            return result;
        });

        assertThat(work().status()).isEqualTo(Status.SUCCESS);

        assertThat(loaders).hasSize(3);
        assertThat(loaders.get(0)).isSameAs(loaders.get(2)).isNotSameAs(loaders.get(1));
    }

    @Test
    void whoeverFailsIsTheOneThatCounts() {
        processor((task, context) -> {
            throw new IllegalStateException("work is broken");
        });
        // One that only passes on or wraps what it got is not to blame for it.
        interceptor(guard, "wraps", 1, "*", (task, context, next) -> {
            try {
                return next.proceed(task);
            } catch (IllegalStateException broken) {
                throw new IllegalArgumentException("wrapped", broken);
            }
        });
        interceptor(guard, "passes", 2, "*", (task, context, next) -> next.proceed(task));

        for (int i = 0; i < 3; i++) {
            assertThat(work().failure().orElseThrow().message()).isEqualTo("wrapped");
        }

        assertThat(circuit("work")).isEqualTo(Circuit.State.OPEN);
        assertThat(circuit("wraps")).isEqualTo(Circuit.State.CLOSED);
        assertThat(circuit("passes")).isEqualTo(Circuit.State.CLOSED);
    }

    @Test
    void aBrokenInterceptorClosesTheWayAndDoesNotCountAgainstTheProcessor() {
        echo();
        interceptor(guard, "broken", 1, "*", (task, context, next) -> {
            throw new IllegalStateException("guard is broken");
        });

        for (int i = 0; i < 3; i++) assertThat(work().status()).isEqualTo(Status.FAILED);

        Result<TaskResult> rejected = work();
        assertThat(rejected.status()).isEqualTo(Status.REJECTED);
        assertThat(rejected.failure().orElseThrow().message()).contains("broken of plugin guard is open");
        assertThat(circuit("work")).isEqualTo(Circuit.State.CLOSED);
        assertThat(steps).isEmpty();

        runtime.stop(guard, Duration.ofSeconds(1));
        assertThat(work().status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void oneThatHangsTimesOutOnItsOwnAccount() {
        echo();
        interceptor(guard, "hangs", 1, "*", (task, context, next) -> {
            TimeUnit.MINUTES.sleep(1);
            return next.proceed(task);
        });

        for (int i = 0; i < 3; i++) {
            assertThat(work(Optional.of(Duration.ofMillis(50))).status()).isEqualTo(Status.TIMEOUT);
        }

        assertThat(circuit("hangs")).isEqualTo(Circuit.State.OPEN);
        assertThat(circuit("work")).isEqualTo(Circuit.State.CLOSED);
        await().until(() -> runtime.instances.drain(guard, Duration.ofMillis(50)));
    }

    @Test
    void aNullAnswerNamesTheInterceptor() {
        echo();
        interceptor(guard, "forgetful", 1, "*", (task, context, next) -> null);

        assertThat(work().failure().orElseThrow().message()).contains("interceptor forgetful of plugin guard");
    }

    @Test
    void aProcessorThatAnswersNullFailsThroughTheChain() {
        processor((task, context) -> null);
        interceptor(guard, "passes", 1, "*", (task, context, next) -> next.proceed(task));

        assertThat(work().failure().orElseThrow().message()).contains("task processor work of plugin worker");
    }

    @Test
    void theChainIsOfNoUseElsewhereOrLater() throws Exception {
        echo();
        AtomicReference<TaskInterceptor.Chain> kept = new AtomicReference<>();
        interceptor(guard, "keeps", 1, "*", (task, context, next) -> {
            kept.set(next);
            String elsewhere = CompletableFuture.supplyAsync(() -> {
                        try {
                            return next.proceed(task).toString();
                        } catch (Exception refused) {
                            return refused.getMessage();
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
            return TaskResult.of(Map.of("elsewhere", elsewhere));
        });

        assertThat((String) work().orElseThrow().output().get("elsewhere")).contains("in the thread that it came in");
        assertThat(steps).isEmpty();
        assertThat(CompletableFuture.supplyAsync(() -> {
                            try {
                                return kept.get()
                                        .proceed(new Task("WORK", Map.of()))
                                        .toString();
                            } catch (Exception refused) {
                                return refused.getMessage();
                            }
                        })
                        .get(10, TimeUnit.SECONDS))
                .contains("before its interceptor has returned");
    }
}
