package dev.pergola.execution.internal;

import dev.pergola.api.Result;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stories about calls have in common: a runtime with one plugin. */
@Timeout(60)
abstract class CallStories {
    static final Duration SHORT = Duration.ofMillis(100);

    TestRuntime runtime;
    PluginInstance plugin;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(folder);
        plugin = runtime.current("sample", "1.0.0", new Limits(Duration.ofSeconds(20), 4));
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    final void processor(TaskProcessor processor) {
        TestRuntime.register(
                plugin, TaskProcessor.class, processor, "pergola.task.types", "WORK", "component.name", "worker");
    }

    final Result<TaskResult> work() {
        return runtime.calls.execute(TaskRequest.of("sample", "WORK", Map.of("n", 1)));
    }

    final Result<TaskResult> workWithin(Duration time) {
        return runtime.calls.execute(new TaskRequest(
                "sample", Optional.empty(), Optional.of("WORK"), Map.of(), Map.of(), Optional.of(time), "test"));
    }

    static void hang(CountDownLatch until) {
        while (true) {
            try {
                until.await();
                return;
            } catch (InterruptedException ignored) {
                // As a plugin does that cares for nobody.
            }
        }
    }

    @TempDir
    private Path another;

    final Path folder() {
        return another;
    }

    static Tuning tuning(int stuck, int threads) {
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
}
