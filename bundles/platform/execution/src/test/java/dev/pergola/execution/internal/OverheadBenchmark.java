package dev.pergola.execution.internal;

import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Prints what a call costs beyond the work itself (R290). Run by hand: timings never fail a test. */
final class OverheadBenchmark {
    private OverheadBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("overhead");
        try (TestRuntime runtime = new TestRuntime(folder)) {
            runtime.store.forgetful = true;
            runtime.events.forgetful = true;
            PluginInstance instance = runtime.current("noop", "1.0.0");
            TaskResult nothing = TaskResult.of(Map.of());
            TaskProcessor noop = (task, context) -> nothing;
            TaskProcessor millisecond = (task, context) -> {
                long end = System.nanoTime() + 1_000_000;
                while (System.nanoTime() < end) Thread.onSpinWait();
                return nothing;
            };
            TestRuntime.register(
                    instance, TaskProcessor.class, noop, "pergola.task.types", "NOOP", "component.name", "noop");
            TestRuntime.register(
                    instance, TaskProcessor.class, millisecond, "pergola.task.types", "MS", "component.name", "ms");
            TaskRequest request = TaskRequest.of("noop", "NOOP", Map.of("text", "hello", "n", 1));
            for (int round = 0; round < 5; round++)
                print("no-op, one caller, back to back", measure(runtime, request, 200_000, 0));
            print("no-op, one caller, 100 µs apart", measure(runtime, request, 20_000, 100_000));
            print("no-op, one caller, 5 ms apart", measure(runtime, request, 400, 5_000_000));
            print("1 ms task", measure(runtime, TaskRequest.of("noop", "MS", Map.of()), 2_000, 0));
            print("1 ms task itself", direct(millisecond, 2_000));
            for (int callers : new int[] {2, 4, 16}) throughput(runtime, request, callers);
        }
    }

    private static long[] measure(TestRuntime runtime, TaskRequest request, int calls, long gap) {
        long[] took = new long[calls];
        for (int i = 0; i < calls; i++) {
            if (gap > 1_000_000) sleep(gap);
            else for (long end = System.nanoTime() + gap; System.nanoTime() < end; ) Thread.onSpinWait();
            long began = System.nanoTime();
            runtime.calls.execute(request).orElseThrow();
            took[i] = System.nanoTime() - began;
        }
        return took;
    }

    private static long[] direct(TaskProcessor processor, int calls) throws Exception {
        long[] took = new long[calls];
        for (int i = 0; i < calls; i++) {
            long began = System.nanoTime();
            processor.process(null, null);
            took[i] = System.nanoTime() - began;
        }
        return took;
    }

    private static void sleep(long nanos) {
        try {
            Thread.sleep(Duration.ofNanos(nanos).toMillis());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void print(String what, long[] took) {
        Arrays.sort(took);
        System.out.printf(
                "%-36s p50 %8.2f µs  p95 %8.2f µs  p99 %8.2f µs%n",
                what,
                took[took.length / 2] / 1e3,
                took[took.length * 95 / 100] / 1e3,
                took[took.length * 99 / 100] / 1e3);
    }

    private static void throughput(TestRuntime runtime, TaskRequest request, int callers) throws InterruptedException {
        int each = 200_000 / callers;
        Thread[] threads = new Thread[callers];
        long began = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            threads[i] = new Thread(() -> {
                for (int n = 0; n < each; n++) runtime.calls.execute(request).orElseThrow();
            });
            threads[i].start();
        }
        for (Thread thread : threads) thread.join();
        long took = System.nanoTime() - began;
        System.out.printf(
                "no-op, %2d callers: %,d calls/s, %.2f µs a call%n",
                callers, (long) (each * callers * 1e9 / took), took / 1e3 / (each * callers));
    }
}
