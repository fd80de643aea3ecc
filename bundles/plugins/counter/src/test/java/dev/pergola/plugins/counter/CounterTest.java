package dev.pergola.plugins.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.Task;
import dev.pergola.testing.fake.FakeExecutionContext;
import dev.pergola.testing.fake.FakePluginContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterTest {
    private final FakePluginContext plugin = FakePluginContext.of("counter");
    private final Counter counter = new Counter(plugin);

    @Test
    void countsFromOne() {
        assertThat(run("INCREMENT", Map.of())).containsEntry("value", 1L);
        assertThat(run("INCREMENT", Map.of())).containsEntry("value", 2L);
        assertThat(run("READ", Map.of())).containsEntry("value", 2L).containsEntry("name", "default");
    }

    @Test
    void keepsCountersApartByName() {
        run("INCREMENT", Map.of("name", "a", "by", 5));
        run("INCREMENT", Map.of("name", "b", "by", -2));

        assertThat(run("READ", Map.of("name", "a"))).containsEntry("value", 5L);
        assertThat(run("READ", Map.of("name", "b"))).containsEntry("value", -2L);
    }

    @Test
    void goesOnWhereAnotherInstanceEnded() {
        run("INCREMENT", Map.of("by", 41));

        assertThat(new Counter(plugin)
                        .process(new Task("INCREMENT", Map.of()), FakeExecutionContext.of(plugin))
                        .output())
                .containsEntry("value", 42L);
    }

    @Test
    void losesNothingWhereManyCountAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Map<String, Object>> once = () -> run("INCREMENT", Map.of());
            List<Callable<Map<String, Object>>> calls =
                    IntStream.range(0, 400).mapToObj(i -> once).toList();
            for (Future<?> call : threads.invokeAll(calls)) call.get();
        } finally {
            threads.shutdown();
        }
        assertThat(run("READ", Map.of())).containsEntry("value", 400L);
    }

    @Test
    void refusesWhatItCannotCount() {
        assertThatThrownBy(() -> run("INCREMENT", Map.of("by", "many"))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> run("INCREMENT", Map.of("by", 1.5))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> run("READ", Map.of("name", "no/slash"))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> run("READ", Map.of("name", "n".repeat(65)))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> run("RESET", Map.of())).isInstanceOf(UnsupportedTaskTypeException.class);
    }

    @Test
    void staysWhereItIsRatherThanOverflow() {
        run("INCREMENT", Map.of("by", Long.MAX_VALUE));

        assertThatThrownBy(() -> run("INCREMENT", Map.of())).isInstanceOf(InvalidInputException.class);
        assertThat(run("READ", Map.of())).containsEntry("value", Long.MAX_VALUE);
    }

    @Test
    void isHealthyWhileItCanReadItsState() {
        assertThat(counter.check().healthy()).isTrue();
        run("INCREMENT", Map.of());
        assertThat(counter.check().healthy()).isTrue();
    }

    @Test
    void isUnhealthyOnStateThatItCannotRead() {
        plugin.state().put("counter.default", Map.of("value", "forty-two"));

        assertThat(counter.check().healthy()).isFalse();
        assertThat(counter.check().message()).contains("no number");
    }

    private Map<String, Object> run(String type, Map<String, Object> input) {
        return counter.process(new Task(type, input), FakeExecutionContext.of(plugin))
                .output();
    }
}
