package dev.pergola.testing;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Result.Call;
import dev.pergola.api.Result.Failure;
import dev.pergola.api.Result.Success;
import dev.pergola.api.Status;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultAssertTest {
    private static final Call CALL = new Call("id", "plugin", "1.0.0", "extension", ResourceUsage.NONE);
    private final Result<Integer> success = new Success<>(42, CALL);
    private final Result<Integer> failure = new Failure<>(Status.FAILED, "out of ink", "x.InkException", CALL);

    @Test
    void passesWhatIsAsExpected() {
        assertThat(success).succeeded().succeededWith(n -> assertThat(success).wasAnsweredBy("1.0.0"));
        assertThat(success).answer().isEqualTo(42);
        assertThat(failure).endedAs(Status.FAILED).hasMessageContaining("ink");
        assertThatOutput(new Success<>(TaskResult.of(Map.of("k", 1)), CALL)).containsEntry("k", 1);
    }

    @Test
    void saysWhyACallDidNotSucceed() {
        assertThatThrownBy(() -> assertThat(failure).succeeded())
                .isInstanceOf(AssertionError.class)
                .hasMessage("Expected the call to end as success, but it ended as failed: out of ink (x.InkException)");
        assertThatThrownBy(() -> assertThat(failure).answer()).isInstanceOf(AssertionError.class);
    }

    @Test
    void saysWhatACallAnsweredThatShouldHaveFailed() {
        assertThatThrownBy(() -> assertThat(success).endedAs(Status.TIMEOUT)).hasMessageContaining("success with 42");
        assertThatThrownBy(() -> assertThat(failure).hasMessageContaining("paper"))
                .hasMessageContaining("out of ink");
        assertThatThrownBy(() -> assertThat(success).wasAnsweredBy("2.0.0")).hasMessageContaining("1.0.0");
    }
}
