package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What calls came to, as metrics (R278, R283). */
@Timeout(60)
final class CallMetricsTest {
    private static final Map<String, String> HERE = Map.of("plugin", "sample", "tier", "in_process");

    private TestRuntime runtime;
    private CallMetrics metrics;

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(folder);
        metrics = new CallMetrics(runtime.tallies, runtime.instances);
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private void call(String plugin, String type) {
        runtime.calls.execute(TaskRequest.of(plugin, type, Map.of("a", 1)));
    }

    private List<Sample> samples(String name) {
        return metrics.metrics().stream()
                .filter(family -> family.name().equals(name))
                .map(MetricFamily::samples)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> ended(String tier, String outcome) {
        return Map.of("plugin", "sample", "tier", tier, "outcome", outcome);
    }

    @Test
    void callsAreCountedByHowTheyEndedAndWhereTheyRan() {
        PluginInstance plugin = runtime.current("sample", "1.0.0");
        TestRuntime.echo(plugin);
        TaskProcessor failing = (task, context) -> {
            throw new IllegalStateException("no");
        };
        TestRuntime.register(plugin, TaskProcessor.class, failing, "pergola.task.types", "FAIL");
        for (int i = 0; i < 3; i++) call("sample", "ECHO");
        call("sample", "FAIL");

        await().untilAsserted(() -> assertThat(samples("pergola_calls_total"))
                .containsExactlyInAnyOrder(
                        Sample.of(3, ended("in_process", "success")), Sample.of(1, ended("in_process", "failed"))));
    }

    @Test
    void whatCallsTookAndConsumedIsAddedUp() {
        TestRuntime.echo(runtime.current("sample", "1.0.0"));
        for (int i = 0; i < 3; i++) call("sample", "ECHO");

        await().untilAsserted(() -> assertThat(samples("pergola_call_duration_seconds"))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.labels()).isEqualTo(HERE);
                    assertThat(sample.value()).isPositive();
                    assertThat(sample.count()).contains(3L);
                }));
        assertThat(samples("pergola_call_allocated_bytes_total"))
                .singleElement()
                .satisfies(sample -> assertThat(sample.value()).isPositive());
        assertThat(samples("pergola_call_cpu_seconds_total")).hasSize(1);
    }

    @Test
    void callsThatWereNotMadeAreCountedByWhy() {
        runtime.current("sample", "1.0.0");
        call("sample", "ECHO");
        call("somebody made this up", "ECHO");

        assertThat(samples("pergola_calls_refused_total"))
                .contains(
                        Sample.of(1, Map.of("reason", "not_active")),
                        Sample.of(1, Map.of("reason", "not_supported")),
                        Sample.of(0, Map.of("reason", "busy")));
        assertThat(samples("pergola_calls_total")).isEmpty();
    }

    @Test
    void whatThePlatformAsksForItselfIsNotCounted() {
        PluginInstance plugin = runtime.current("sample", "1.0.0");
        TestRuntime.echo(plugin);
        runtime.calls.callInstance(
                plugin, TaskProcessor.class, CallOptions.platform("health"), (processor, context) -> true);
        call("sample", "ECHO");

        await().untilAsserted(() -> assertThat(samples("pergola_calls_total"))
                .containsExactly(Sample.of(1, ended("in_process", "success"))));
    }

    @Test
    void callsUnderWayAreCounted() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        PluginInstance plugin = runtime.current("sample", "1.0.0");
        TaskProcessor slow = (task, context) -> {
            inside.countDown();
            release.await();
            return TaskResult.of(Map.of());
        };
        TestRuntime.register(plugin, TaskProcessor.class, slow, "pergola.task.types", "SLOW");
        assertThat(samples("pergola_calls_running")).containsExactly(Sample.of(0, Map.of("plugin", "sample")));

        var result =
                runtime.calls.submit(TaskRequest.of("sample", "SLOW", Map.of())).toCompletableFuture();
        inside.await();
        assertThat(samples("pergola_calls_running")).containsExactly(Sample.of(1, Map.of("plugin", "sample")));
        release.countDown();
        result.join();
    }

    @Test
    void countsOutliveAnUpdateAndGoWithThePlugin() {
        PluginInstance old = runtime.current("sample", "1.0.0");
        TestRuntime.echo(old);
        call("sample", "ECHO");
        PluginInstance next = runtime.current("sample", "1.1.0");
        TestRuntime.echo(next);
        runtime.stop(old, Duration.ofSeconds(5));
        call("sample", "ECHO");

        await().untilAsserted(() -> assertThat(samples("pergola_calls_total"))
                .containsExactly(Sample.of(2, ended("in_process", "success"))));

        runtime.stop(next, Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(samples("pergola_calls_total")).isEmpty());
    }
}
