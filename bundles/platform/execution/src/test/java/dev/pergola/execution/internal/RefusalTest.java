package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.Refusal;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Analyzer;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.DataPoint;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A refused call says why, so that a program can tell whether to come again; R61 and R62 for the platform's doors. */
@Timeout(60)
final class RefusalTest {
    private TestRuntime runtime;
    private PluginInstance plugin;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(folder, Tuning.DEFAULT);
        plugin = runtime.current("sample", "1.0.0");
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private Optional<Refusal> refusal(TaskRequest request) {
        Result<TaskResult> result = runtime.calls.execute(request);
        assertThat(result.refusal().isPresent()).isEqualTo(result.status() == Status.REJECTED);
        return result.refusal();
    }

    private void processor(TaskProcessor processor) {
        TestRuntime.register(
                plugin, TaskProcessor.class, processor, "component.name", "worker", "pergola.task.types", "WORK");
    }

    @Test
    void aRefusedCallSaysWhy() {
        TaskRequest work = TaskRequest.of("sample", "WORK", Map.of());
        assertThat(refusal(TaskRequest.of("nobody", "WORK", Map.of()))).contains(Refusal.NOT_ACTIVE);
        assertThat(refusal(work)).contains(Refusal.NOT_SUPPORTED);
        processor((task, context) -> {
            throw new InvalidInputException("n is odd");
        });
        assertThat(refusal(work)).contains(Refusal.INVALID_INPUT);
        assertThat(refusal(TaskRequest.of("sample", "SING", Map.of()))).contains(Refusal.NOT_SUPPORTED);
        runtime.instances.drain(plugin, Duration.ZERO);
        assertThat(refusal(work)).contains(Refusal.STOPPING);
    }

    @Test
    void anOpenCircuitSaysSoAndUntilWhen() {
        processor((task, context) -> {
            throw new IllegalStateException("down");
        });
        TaskRequest work = TaskRequest.of("sample", "WORK", Map.of());
        for (int i = 0; i < Tuning.DEFAULT.circuitFailures(); i++)
            assertThat(refusal(work)).isEmpty();
        assertThat(refusal(work)).contains(Refusal.CIRCUIT_OPEN);
        assertThat(runtime.calls.circuits())
                .singleElement()
                .satisfies(circuit ->
                        assertThat(circuit.until()).isEqualTo(circuit.since().plus(Tuning.DEFAULT.circuitOpen())));
    }

    @Test
    void extensionsOfAPointThatTakesDataAreCalledAtOnceOrInARow() {
        analyzer("a", 2, (data, context) -> Map.of("text", data.get("text") + "1"));
        analyzer(
                "b",
                1,
                (data, context) ->
                        Map.of("text", data.get("text") + context.executionId().substring(0, 0)));
        DataPoint<?> point = DataPoint.named("analyzer").orElseThrow();
        assertThat(texts(all(point))).containsExactly("x1", "x");
        assertThat(texts(pipeline(point))).containsExactly("x1", "x1");
        analyzer("c", 3, (data, context) -> {
            throw new IllegalStateException("no");
        });
        assertThat(all(point))
                .extracting(Result::status)
                .containsExactly(Status.FAILED, Status.SUCCESS, Status.SUCCESS);
        assertThat(pipeline(point)).extracting(Result::status).containsExactly(Status.FAILED);
        assertThat(runtime.calls.callPipeline(
                        Analyzer.class, extension -> false, Map.of(), options(), (each, value, context) -> value))
                .isEmpty();
    }

    private void analyzer(String name, int ranking, Analyzer analyzer) {
        TestRuntime.register(plugin, Analyzer.class, analyzer, "component.name", name, "service.ranking", ranking);
    }

    private static CallOptions options() {
        return CallOptions.platform("test");
    }

    private static DataPoint.Input input() {
        return new DataPoint.Input(Map.of("text", "x"), Map.of(), "", "", 10);
    }

    private <E> List<Result<Map<String, Object>>> all(DataPoint<E> point) {
        return runtime.calls.callAll(point.type(), extension -> true, options(), point.call(input()));
    }

    private <E> List<Result<Map<String, Object>>> pipeline(DataPoint<E> point) {
        return runtime.calls.callPipeline(
                point.type(), extension -> true, input().data(), options(), point.pipeline(input()));
    }

    private static List<Object> texts(List<Result<Map<String, Object>>> results) {
        return results.stream().map(result -> result.orElseThrow().get("text")).toList();
    }
}
