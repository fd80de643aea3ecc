package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.execution.Circuit;
import dev.pergola.execution.Circuit.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R321. */
final class BreakerTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant told = NOON;
    private long nanos;
    private final List<State> heard = new ArrayList<>();
    private final Breaker breaker = new Breaker(
            "sample",
            "worker",
            3,
            Duration.ofSeconds(30),
            () -> nanos,
            () -> told,
            circuit -> heard.add(circuit.state()));

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.pass();
            breaker.failed();
        }
    }

    private void later(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void failuresInARowOpenIt() {
        fail(3);

        assertThatThrownBy(breaker::pass)
                .hasMessageContaining("worker of plugin sample is open until 2026-01-01T12:00:30Z")
                .hasMessageContaining("3 failures in a row");
        assertThat(breaker.circuit())
                .isEqualTo(new Circuit("sample", "worker", State.OPEN, 3, NOON, NOON.plusSeconds(30)));
        assertThat(heard).containsExactly(State.OPEN);
    }

    @Test
    void howLongItIsOpenDoesNotDependOnTheClock() {
        fail(3);
        later(Duration.ofSeconds(10));

        for (int hours : new int[] {1, -1}) {
            told = NOON.plus(Duration.ofHours(hours));
            assertThat(breaker.circuit().until()).isEqualTo(told.plusSeconds(20));
            assertThatThrownBy(breaker::pass).hasMessageContaining("open until " + told.plusSeconds(20));
        }

        later(Duration.ofSeconds(20));
        assertThatCode(breaker::pass).doesNotThrowAnyException();
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        fail(2);
        breaker.succeeded();
        fail(2);

        assertThatCode(breaker::pass).doesNotThrowAnyException();
        assertThat(breaker.circuit().failures()).isEqualTo(2);
        assertThat(heard).isEmpty();
    }

    @Test
    void whatFailedManyCallsAtOnceCountsOnce() {
        Throwable crash = new IllegalStateException("The sandbox ended");
        for (int i = 0; i < 10; i++) breaker.failed(crash);
        assertThat(breaker.circuit()).returns(State.CLOSED, Circuit::state).returns(1, Circuit::failures);

        for (int i = 0; i < 10; i++) breaker.failed(new IllegalStateException("Another"));
        assertThat(breaker.circuit().state()).isEqualTo(State.OPEN);
    }

    @Test
    void aProbeThatFailsForAKnownReasonOpensItAgain() {
        Throwable crash = new IllegalStateException("The sandbox ended");
        fail(2);
        breaker.failed(crash);
        later(Duration.ofSeconds(31));
        breaker.pass();
        breaker.failed(crash);

        assertThat(breaker.circuit().state()).isEqualTo(State.OPEN);
    }

    @Test
    void callsThatSayNothingNeitherCountNorClear() {
        fail(2);
        breaker.pass();
        breaker.saidNothing();
        fail(1);

        assertThat(breaker.circuit().state()).isEqualTo(State.OPEN);
    }

    @Test
    void afterAWhileOneCallPassesAndItsSuccessClosesTheCircuit() {
        fail(3);
        later(Duration.ofSeconds(30));

        breaker.pass();
        assertThatThrownBy(breaker::pass).hasMessageContaining("half open");
        breaker.succeeded();

        assertThatCode(breaker::pass).doesNotThrowAnyException();
        assertThat(heard).containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
    }

    @Test
    void theProbesFailureOpensItAgainForTheWholeTime() {
        fail(3);
        later(Duration.ofSeconds(31));
        breaker.pass();
        breaker.failed();
        later(Duration.ofSeconds(29));

        assertThatThrownBy(breaker::pass).hasMessageContaining("open until 2026-01-01T12:00:01Z");
        assertThat(heard).containsExactly(State.OPEN, State.HALF_OPEN, State.OPEN);
    }

    @Test
    void aProbeThatSaysNothingMakesWayForAnother() {
        fail(3);
        later(Duration.ofSeconds(31));
        breaker.pass();
        breaker.saidNothing();

        assertThatCode(breaker::pass).doesNotThrowAnyException();
    }

    @Test
    void whatBeganBeforeItOpenedDoesNotCloseIt() {
        breaker.pass();
        fail(3);
        breaker.succeeded();
        breaker.failed();

        assertThat(breaker.circuit().state()).isEqualTo(State.OPEN);
        assertThat(heard).containsExactly(State.OPEN);
    }

    @Test
    void anOperatorMayCloseIt() {
        fail(3);
        breaker.reset();
        breaker.reset();

        assertThatCode(breaker::pass).doesNotThrowAnyException();
        assertThat(heard).containsExactly(State.OPEN, State.CLOSED);
    }
}
