package dev.pergola.testing;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;

/**
 * Assertions on what became of a call.
 *
 * @param <T> type of the answer
 */
public final class ResultAssert<T> extends AbstractAssert<ResultAssert<T>, Result<T>> {
    ResultAssert(Result<T> actual) {
        super(actual, ResultAssert.class);
    }

    /** The plugin answered. */
    public ResultAssert<T> succeeded() {
        return endedAs(Status.SUCCESS);
    }

    /** The plugin answered, and the answer meets these requirements. */
    public ResultAssert<T> succeededWith(Consumer<? super T> requirements) {
        succeeded();
        actual.value().ifPresent(requirements);
        return this;
    }

    /** The call ended in this way. */
    public ResultAssert<T> endedAs(Status status) {
        isNotNull();
        if (actual.status() != status) {
            failWithMessage(
                    "Expected the call to end as %s, but it ended as %s%s",
                    status.wireName(), actual.status().wireName(), why());
        }
        return this;
    }

    /** The call did not succeed, and its message has this in it. */
    public ResultAssert<T> hasMessageContaining(String text) {
        isNotNull();
        String message = actual.failure().map(Result.Failure::message).orElse("");
        if (!message.contains(text))
            failWithMessage("Expected a message with <%s> in it, but it was <%s>", text, message);
        return this;
    }

    /** The call was one into this version of the plugin. */
    public ResultAssert<T> wasAnsweredBy(String version) {
        isNotNull();
        if (!actual.call().version().equals(version)) {
            failWithMessage(
                    "Expected version %s to be called, but it was %s",
                    version, actual.call().version());
        }
        return this;
    }

    /** Goes on with the answer. */
    public ObjectAssert<T> answer() {
        succeeded();
        return Assertions.assertThat(actual.orElseThrow());
    }

    private String why() {
        return actual.failure()
                .map(failure -> ": " + failure.message()
                        + (failure.exception().isEmpty() ? "" : " (" + failure.exception() + ")"))
                .orElse(" with " + actual.value().map(String::valueOf).orElse(""));
    }
}
