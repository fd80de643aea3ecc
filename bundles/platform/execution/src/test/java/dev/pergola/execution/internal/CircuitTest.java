package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.Status;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.events.Topics;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import dev.pergola.execution.Circuit;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.TaskRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R24, R321. */
@Timeout(60)
final class CircuitTest {
    private TestRuntime runtime;
    private volatile Exception trouble = new IllegalStateException("broken");

    @BeforeEach
    void start(@TempDir Path folder) {
        runtime = new TestRuntime(
                folder,
                new Tuning(
                        100,
                        Duration.ofSeconds(5),
                        8,
                        3,
                        Duration.ofMillis(300),
                        4,
                        100,
                        1,
                        1_000,
                        Duration.ofDays(1),
                        1_000));
        begin(runtime.current("sample", "1.0.0"));
    }

    private void begin(PluginInstance instance) {
        TestRuntime.register(
                instance, HealthCheck.class, (HealthCheck) HealthCheck.Health::ok, "component.name", "fine");
        TaskProcessor processor = (task, context) -> {
            if (trouble instanceof InterruptedException) TimeUnit.MINUTES.sleep(1);
            if (trouble != null) throw trouble;
            return TaskResult.of(Map.of());
        };
        TestRuntime.register(instance, TaskProcessor.class, processor, "component.name", "worker");
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private Status work() {
        return runtime.calls
                .execute(new TaskRequest(
                        "sample",
                        Optional.empty(),
                        Optional.of("ANY"),
                        Map.of(),
                        Map.of(),
                        Optional.of(Duration.ofMillis(100)),
                        "test"))
                .status();
    }

    private Circuit.State state() {
        return runtime.calls.circuits().stream()
                .filter(circuit -> circuit.extension().equals("worker"))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void anExtensionThatKeepsFailingIsLeftAloneUntilAProbeSucceeds() {
        for (int i = 0; i < 3; i++) assertThat(work()).isEqualTo(Status.FAILED);

        assertThat(work()).isEqualTo(Status.REJECTED);
        assertThat(state()).isEqualTo(Circuit.State.OPEN);
        // Another extension of the same plugin is none the worse for it.
        assertThat(runtime.calls
                        .call(
                                CallTarget.of(HealthCheck.class, "sample"),
                                CallOptions.platform("check"),
                                (check, context) -> check.check())
                        .status())
                .isEqualTo(Status.SUCCESS);

        trouble = null;
        await().until(() -> work() == Status.SUCCESS);
        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
        await().untilAsserted(() -> assertThat(runtime.events.sent(Topics.CIRCUIT))
                .extracting(event -> event.data().get("state"))
                .containsExactly("OPEN", "HALF_OPEN", "CLOSED"));
    }

    @Test
    void timeoutsCountToo() {
        trouble = new InterruptedException();
        for (int i = 0; i < 3; i++) assertThat(work()).isEqualTo(Status.TIMEOUT);

        assertThat(work()).isEqualTo(Status.REJECTED);
    }

    @Test
    void wrongInputDoesNotCount() {
        trouble = new InvalidInputException("n is missing");
        for (int i = 0; i < 10; i++) assertThat(work()).isEqualTo(Status.REJECTED);

        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
    }

    @Test
    void aNewInstanceStartsWithAClosedCircuit() {
        for (int i = 0; i < 4; i++) work();
        assertThat(work()).isEqualTo(Status.REJECTED);

        PluginInstance next = runtime.admit("sample", "1.0.1");
        begin(next);
        trouble = null;
        runtime.instances.makeCurrent(List.of(next));

        assertThat(work()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void anOperatorClosesTheCircuitsOfAPlugin() {
        for (int i = 0; i < 4; i++) work();
        trouble = null;

        runtime.calls.resetCircuits("other");
        assertThat(work()).isEqualTo(Status.REJECTED);
        runtime.calls.resetCircuits("sample");
        assertThat(work()).isEqualTo(Status.SUCCESS);
    }
}
