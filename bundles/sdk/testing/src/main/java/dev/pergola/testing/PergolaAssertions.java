package dev.pergola.testing;

import dev.pergola.api.Result;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.MapAssert;

/** Entry point to the assertions of this package; AssertJ's own are entered where they always are. */
public final class PergolaAssertions {
    private PergolaAssertions() {}

    /** Asserts on what became of a call. */
    public static <T> ResultAssert<T> assertThat(Result<T> actual) {
        return new ResultAssert<>(actual);
    }

    /** Asserts that a task succeeded, and goes on with its output. */
    public static MapAssert<String, Object> assertThatOutput(Result<TaskResult> actual) {
        Map<String, Object> output =
                assertThat(actual).succeeded().answer().actual().output();
        return Assertions.assertThat(output);
    }

    /** Asserts on the state of a plugin. */
    public static PluginAssert assertThat(PluginClient actual) {
        return new PluginAssert(actual);
    }
}
