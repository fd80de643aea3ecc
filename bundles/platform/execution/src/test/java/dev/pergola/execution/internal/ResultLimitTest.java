package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.Bytes;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Analyzer;
import dev.pergola.api.extension.TaskInterceptor;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.Circuit;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin answers is bounded (R43, R44). */
class ResultLimitTest {
    private static final int MIB = 1 << 20;

    private TestRuntime runtime;
    private PluginInstance plugin;

    /** With a limit of one megabyte. */
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
        plugin = runtime.current("sample", "1.0.0");
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private void answering(Map<String, Object> output) {
        TestRuntime.register(
                plugin,
                TaskProcessor.class,
                (TaskProcessor) (task, context) -> TaskResult.of(output),
                "pergola.task.types",
                "WORK",
                "component.name",
                "worker");
    }

    private Result<TaskResult> work() {
        return runtime.calls.execute(TaskRequest.of("sample", "WORK", Map.of()));
    }

    @Test
    void anAnswerOfTheLimitIsGivenOneOfMoreIsNot() {
        // {"a":"…"}
        answering(Map.of("a", "x".repeat(MIB - 8)));
        assertThat(work().status()).isEqualTo(Status.SUCCESS);

        TestRuntime.register(
                plugin,
                TaskProcessor.class,
                (TaskProcessor) (task, context) -> TaskResult.of(Map.of("a", "x".repeat(MIB - 7))),
                "pergola.task.types",
                "MORE",
                "component.name",
                "more");
        assertThat(runtime.calls
                        .execute(TaskRequest.of("sample", "MORE", Map.of()))
                        .status())
                .isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
    }

    @Test
    void theFailureNamesTheQuotaTheLimitAndWhatWasUsed() {
        answering(Map.of("a", "x".repeat(5 * MIB)));

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
        assertThat(result.failure().orElseThrow().message())
                .isEqualTo("worker of plugin sample 1.0.0 answered with 5,242,888 bytes of JSON; the limit is 1,048,576"
                        + " (execution.max-result-mb). Give less at a time, or put it where the caller can fetch it");
        assertThat(result.value()).isEmpty();
    }

    @Test
    void measuringTakesNoMemory() {
        Map<String, Object> large = Map.of("a", "\u20ac".repeat(40 * MIB));
        ResultLimit limit = new ResultLimit(16);
        ExtensionEntry by = entry();
        assertThatThrownBy(() -> limit.check(large, by))
                .hasMessageContaining("answered with 125,829,128 bytes of JSON");
        Meter meter = new Meter(System.nanoTime());

        meter.start();
        assertThatThrownBy(() -> limit.check(large, by))
                .hasMessageContaining("answered with 125,829,128 bytes of JSON");

        assertThat(meter.stop(dev.pergola.api.ResourceUsage.NONE).allocatedBytes())
                .isLessThan(MIB);
    }

    private ExtensionEntry entry() {
        answering(Map.of());
        return runtime.instances
                .hosting(plugin.bundle())
                .orElseThrow()
                .extensions(TaskProcessor.class.getName())
                .get(0);
    }

    @Test
    void dataWithoutAnEndIsMeasuredUpToAPoint() {
        Iterable<String> endless =
                () -> Collections.nCopies(Integer.MAX_VALUE, "x").iterator();

        assertThat(JsonSize.of(endless, 1_000)).isBetween(1_001L, 1_010L);
        assertThat(JsonSize.of(Map.of("a", "x".repeat(100_000)), 1_000)).isBetween(1_001L, 10_000L);
        assertThat(JsonSize.of(Bytes.of(new byte[4]))).isEqualTo("'AAAAAA=='".length());
        assertThatThrownBy(() -> new ResultLimit(1).check(endless, entry()))
                .hasMessageContaining("answered with more than 16,777,216 bytes of JSON");
    }

    @Test
    void dataThatHoldsItselfHasNoBottomAndEnds() {
        Map<String, Object> self = new HashMap<>();
        self.put("self", self);
        TestRuntime.register(plugin, Analyzer.class, (Analyzer) (data, context) -> self, "component.name", "endless");

        Result<Map<String, Object>> result = runtime.calls.call(
                CallTarget.of(Analyzer.class, "sample"),
                CallOptions.platform("analyze"),
                (analyzer, context) -> analyzer.analyze(Map.of(), context));

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.failure().orElseThrow().message()).contains("nests deeper than");
    }

    @Test
    void answersOfOtherExtensionsAreHeldToItToo() {
        TestRuntime.register(
                plugin,
                Analyzer.class,
                (Analyzer) (data, context) -> Map.of("bytes", "x".repeat(2 * MIB)),
                "component.name",
                "analyzer");

        Result<Map<String, Object>> result = runtime.calls.call(
                CallTarget.of(Analyzer.class, "sample"),
                CallOptions.platform("analyze"),
                (analyzer, context) -> analyzer.analyze(Map.of(), context));

        assertThat(result.status()).isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
        assertThat(result.failure().orElseThrow().message()).contains("analyzer of plugin sample", "2,097,164 bytes");
    }

    @Test
    void anInterceptorThatMakesTheAnswerTooLargeIsToBlameForThat() {
        PluginInstance guard = runtime.current("guard", "1.0.0");
        answering(Map.of("a", "x"));
        TestRuntime.register(
                guard,
                TaskInterceptor.class,
                (TaskInterceptor) (task, context, next) -> {
                    next.proceed(task);
                    return TaskResult.of(Map.of("a", "x".repeat(2 * MIB)));
                },
                "pergola.task.types",
                "WORK",
                "component.name",
                "inflating");

        Result<TaskResult> result = work();

        assertThat(result.status()).isEqualTo(Status.RESOURCE_LIMIT_EXCEEDED);
        assertThat(result.failure().orElseThrow().message()).contains("inflating of plugin guard 1.0.0");
        assertThat(runtime.calls.circuits())
                .filteredOn(circuit -> circuit.failures() > 0)
                .extracting(Circuit::extension)
                .containsExactly("inflating");
    }

    @Test
    void largeNumbersAreMeasuredWithoutWritingThem() {
        BigInteger large = BigInteger.ONE.shiftLeft(40_000_000);

        assertThat(JsonSize.of(large)).isBetween(12_000_000L, 12_100_000L);
        assertThat(JsonSize.of(new BigDecimal(large))).isBetween(12_000_000L, 12_100_000L);
        assertThat(JsonSize.of(BigInteger.valueOf(-12))).isEqualTo(3);
        assertThat(JsonSize.of(List.of(new byte[3], 1.5))).isEqualTo("[\"AAAA\",1.5]".length());
    }
}
