package dev.pergola.http.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.execution.TaskRequest;
import dev.pergola.http.internal.resources.BackgroundCalls.State;
import dev.pergola.http.testing.SettableClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R33: results of calls that nobody waits for are bounded in time, number and bytes. */
class BackgroundCallsTest {
    private final SettableClock clock = new SettableClock();
    private final BackgroundCalls calls = new BackgroundCalls(clock);

    @Test
    void knowsThatACallIsUnderWayAndThenItsResult() {
        assertThat(calls.state("a")).isEmpty();
        State.Pending pending = calls.begun("a", TaskRequest.of("p", "T", Map.of()));
        assertThat(calls.state("a")).contains(pending);
        calls.ended("a", result("a", 3));
        assertThat(calls.state("a")).contains(new State.Ended(result("a", 3)));
    }

    @Test
    void forgetsResultsAfterAWhile() {
        calls.ended("a", result("a", 3));
        clock.advance(BackgroundCalls.KEPT.minusMillis(1));
        calls.ended("b", result("b", 3));
        assertThat(calls.state("a")).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(calls.state("a")).isEmpty();
        assertThat(calls.state("b")).isPresent();
    }

    @Test
    void keepsTheNewestWhereThereAreTooMany() {
        for (int i = 0; i <= BackgroundCalls.MOST; i++) calls.ended("c" + i, result("c" + i, 3));
        assertThat(calls.state("c0")).isEmpty();
        assertThat(calls.state("c1")).isPresent();
        assertThat(calls.state("c" + BackgroundCalls.MOST)).isPresent();
    }

    @Test
    void keepsTheNewestWhereTheyAreTooLarge() {
        int seven = 7 << 20;
        for (int i = 0; i < 5; i++) calls.ended("c" + i, result("c" + i, seven));
        assertThat(calls.state("c0")).isEmpty();
        assertThat(calls.state("c1")).isPresent();
    }

    @Test
    void leavesOutAResultThatAloneIsTooLargeAndSaysSo() {
        calls.ended("a", result("a", (int) BackgroundCalls.LARGEST));
        assertThat(calls.state("a")).hasValueSatisfying(state -> {
            ExecutionView view = ((State.Ended) state).result();
            assertThat(view.status()).isEqualTo("success");
            assertThat(view.result()).isNull();
            assertThat(view.error()).isNotNull();
            assertThat(view.error().message()).contains("8388608 are kept", "respond-async");
        });
    }

    @Test
    void forgetsACallThatCameToNothing() {
        calls.begun("a", TaskRequest.of("p", "T", Map.of()));
        calls.dropped("a");
        assertThat(calls.state("a")).isEmpty();
    }

    private static ExecutionView result(String id, int size) {
        return new ExecutionView(
                "success",
                Map.of("x", "x".repeat(size)),
                Duration.ofSeconds(1).toMillis(),
                id,
                "p",
                "1.0.0",
                new ExecutionView.Usage(1, 1, 1),
                null);
    }
}
