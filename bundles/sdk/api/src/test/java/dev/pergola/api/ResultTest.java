package dev.pergola.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.Result.Call;
import dev.pergola.api.Result.Failure;
import dev.pergola.api.Result.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultTest {
    private static final Call CALL = new Call("id", "plugin", "1.0.0", "extension", ResourceUsage.NONE);

    @Test
    void givesTheAnswerOfACallThatSucceeded() {
        Result<Integer> result = new Success<>(42, CALL);

        assertThat(result.status()).isEqualTo(Status.SUCCESS);
        assertThat(result.value()).contains(42);
        assertThat(result.failure()).isEmpty();
        assertThat(result.orElseThrow()).isEqualTo(42);
        assertThat(result.map(answer -> "is " + answer)).isEqualTo(new Success<>("is 42", CALL));
    }

    @Test
    void saysWhatHappenedToACallThatDidNot() {
        Result<Integer> result = new Failure<>(Status.TIMEOUT, "took too long", "java.lang.InterruptedException", CALL);

        assertThat(result.value()).isEmpty();
        assertThat(result.failure()).containsSame((Failure<Integer>) result);
        assertThatThrownBy(result::orElseThrow)
                .isInstanceOf(PluginCallException.class)
                .hasMessage("took too long")
                .extracting("status")
                .isEqualTo(Status.TIMEOUT);
    }

    @Test
    void leavesAFailureAsItIsWhenConverting() {
        Result<Integer> result = new Failure<>(Status.FAILED, "broke", "x.Y", CALL);

        Result<String> converted = result.map(answer -> {
            throw new AssertionError("there is nothing to convert");
        });

        assertThat(converted).isEqualTo(new Failure<String>(Status.FAILED, "broke", "x.Y", CALL));
    }

    @Test
    void knowsNoFailureThatSucceeded() {
        assertThatThrownBy(() -> new Failure<>(Status.SUCCESS, "", "", CALL))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCESS, success",
        "FAILED, failed",
        "TIMEOUT, timeout",
        "RESOURCE_LIMIT_EXCEEDED, resource_limit_exceeded",
        "SECURITY_VIOLATION, security_violation",
        "CANCELLED, cancelled",
        "REJECTED, rejected"
    })
    void hasANameForEveryStatusOnTheWire(Status status, String name) {
        assertThat(status.wireName()).isEqualTo(name);
        assertThat(Status.values()).hasSize(7);
    }
}
