package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskInterceptor;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Updates under load: no call fails because of them. */
@Timeout(180)
final class SwapTest {
    private static final int SWAPS = 2_000;
    private static final int CALLERS = 4;
    private static final Limits WIDE = new Limits(Duration.ofSeconds(60), 1_000);

    @Test
    void noCallFailsWhileInstancesAreSwappedThousandsOfTimes(@TempDir Path folder) throws Exception {
        try (TestRuntime runtime = new TestRuntime(folder)) {
            runtime.store.forgetful = true;
            runtime.events.forgetful = true;
            AtomicInteger generation = new AtomicInteger(1);
            // Two bundles take turns: what is tested is the switch, not how fast bundles install.
            Deque<Bundle> workers = new ArrayDeque<>(List.of(worker(runtime), worker(runtime)));
            Deque<Bundle> guards = new ArrayDeque<>(List.of(guard(runtime), guard(runtime)));
            PluginInstance worker = admit(runtime, workers, "worker", 1);
            PluginInstance guard = admit(runtime, guards, "guard", 1);
            runtime.instances.makeCurrent(List.of(worker, guard));

            AtomicBoolean over = new AtomicBoolean();
            AtomicLong calls = new AtomicLong();
            Queue<Object> failures = new ConcurrentLinkedQueue<>();
            CountDownLatch under = new CountDownLatch(CALLERS);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Thread caller = new Thread(() -> {
                    under.countDown();
                    while (!over.get()) call(runtime, generation, calls, failures);
                });
                caller.start();
                callers.add(caller);
            }
            under.await();

            for (int swap = 0; swap < SWAPS && failures.isEmpty(); swap++) {
                PluginInstance next = admit(runtime, workers, "worker", generation.get() + 1);
                runtime.instances.makeCurrent(List.of(next));
                generation.incrementAndGet();
                remove(runtime, worker, workers);
                worker = next;
                if (swap % 10 == 0) {
                    PluginInstance nextGuard = admit(runtime, guards, "guard", 1);
                    runtime.instances.makeCurrent(List.of(nextGuard));
                    remove(runtime, guard, guards);
                    guard = nextGuard;
                }
            }
            over.set(true);
            for (Thread caller : callers) caller.join();

            assertThat(failures).isEmpty();
            assertThat(calls.get()).isGreaterThan(SWAPS);
            assertThat(runtime.calls.running()).isEmpty();
            assertThat(runtime.instances.drain(worker, Duration.ofSeconds(10))).isTrue();
            assertThat(runtime.instances.drain(guard, Duration.ofSeconds(10))).isTrue();
        }
    }

    private static void call(TestRuntime runtime, AtomicInteger generation, AtomicLong calls, Queue<Object> failures) {
        int before = generation.get();
        Result<TaskResult> result = runtime.calls.execute(TaskRequest.of("worker", "WORK", Map.of()));
        calls.incrementAndGet();
        if (result.status() != Status.SUCCESS) failures.add(result);
        // Whoever calls after a switch is answered by what was switched to.
        else if ((int) result.orElseThrow().output().get("generation") < before) failures.add(result);
    }

    private static Bundle worker(TestRuntime runtime) {
        PluginInstance instance = runtime.admit("worker", "1.0.0");
        TaskProcessor processor = (task, context) -> TaskResult.of(
                Map.of("generation", context.plugin().plugin().version().getMicro()));
        TestRuntime.register(instance, TaskProcessor.class, processor, "pergola.task.types", "WORK");
        runtime.instances.remove(instance);
        return instance.bundle();
    }

    private static Bundle guard(TestRuntime runtime) {
        PluginInstance instance = runtime.admit("guard", "1.0.0");
        TaskInterceptor interceptor = (task, context, next) -> next.proceed(task);
        TestRuntime.register(instance, TaskInterceptor.class, interceptor, "pergola.task.types", "*");
        runtime.instances.remove(instance);
        return instance.bundle();
    }

    private static PluginInstance admit(TestRuntime runtime, Deque<Bundle> bundles, String id, int generation) {
        PluginMetadata metadata =
                PluginBuilder.plugin(id, "1.0." + generation).build().metadata();
        PluginInstance instance = new PluginInstance(metadata, bundles.removeFirst(), new TestContext(metadata), WIDE);
        runtime.instances.admit(instance);
        return instance;
    }

    private static void remove(TestRuntime runtime, PluginInstance instance, Deque<Bundle> bundles) {
        assertThat(runtime.instances.drain(instance, Duration.ofSeconds(60))).isTrue();
        runtime.instances.remove(instance);
        bundles.addLast(instance.bundle());
    }

    @Test
    void severalPluginsAreSwitchedAtTheSameMoment(@TempDir Path folder) {
        try (TestRuntime runtime = new TestRuntime(folder)) {
            PluginInstance a1 = runtime.admit("a", "1.0.0");
            PluginInstance b1 = runtime.admit("b", "1.0.0");
            PluginInstance a2 = runtime.admit("a", "2.0.0");
            PluginInstance b2 = runtime.admit("b", "2.0.0");
            runtime.instances.makeCurrent(List.of(a1, b1));
            for (PluginInstance each : List.of(a1, b1, a2, b2)) {
                TestRuntime.register(each, TaskProcessor.class, (TaskProcessor) (task, context) -> TaskResult.of(
                        Map.of("version", context.plugin().plugin().version().toString())));
            }
            assertThat(versions(runtime)).containsExactly("1.0.0", "1.0.0");

            runtime.instances.makeCurrent(List.of(a2, b2));

            assertThat(versions(runtime)).containsExactly("2.0.0", "2.0.0");
            assertThat(runtime.instances.current("a")).contains(a2);
            // The old ones can still be named, until they are removed.
            assertThat(version(runtime, "a", "1.0.0")).isEqualTo("1.0.0");
            runtime.stop(a1, Duration.ofSeconds(1));
            assertThat(version(runtime, "a", "1.0.0")).contains("Version 1.0.0 of plugin a is not running");
        }
    }

    private static List<String> versions(TestRuntime runtime) {
        return List.of(version(runtime, "a", ""), version(runtime, "b", ""));
    }

    private static String version(TestRuntime runtime, String plugin, String version) {
        Result<TaskResult> result = runtime.calls.execute(new TaskRequest(
                plugin,
                version.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(version),
                java.util.Optional.of("ANY"),
                Map.of(),
                Map.of(),
                java.util.Optional.empty(),
                "test"));
        return result.failure().map(Result.Failure::message).orElseGet(() ->
                (String) result.orElseThrow().output().get("version"));
    }
}
