package dev.pergola.api;

import java.util.Optional;
import java.util.function.Function;

/**
 * What became of one call into a plugin. A call never throws what the plugin threw: it ends in one of these two.
 *
 * @param <T> type of the answer
 */
public sealed interface Result<T> {
    /** How the call ended. */
    Status status();

    /** Which call this was, and what it consumed. */
    Call call();

    /** The answer, where there is one. */
    Optional<T> value();

    /** What went wrong, where something did. */
    Optional<Failure<T>> failure();

    /** Why the call was refused, where it was. */
    default Optional<Refusal> refusal() {
        return failure().flatMap(Failure::reason);
    }

    /** The answer; throws {@link PluginCallException} where there is none. */
    T orElseThrow();

    /** Converts the answer; a failure stays as it is. */
    <R> Result<R> map(Function<? super T, ? extends R> conversion);

    /**
     * One call.
     *
     * @param id unique id of the execution
     * @param plugin id of the plugin called, empty where none was found
     * @param version version of the plugin called, empty where none was found
     * @param extension name of the extension called, empty where none was found
     * @param usage what it consumed
     */
    record Call(String id, String plugin, String version, String extension, ResourceUsage usage) {}

    /**
     * The plugin answered.
     *
     * @param answer what it answered
     * @param call the call
     */
    record Success<T>(T answer, Call call) implements Result<T> {
        @Override
        public Status status() {
            return Status.SUCCESS;
        }

        @Override
        public Optional<T> value() {
            return Optional.of(answer);
        }

        @Override
        public Optional<Failure<T>> failure() {
            return Optional.empty();
        }

        @Override
        public T orElseThrow() {
            return answer;
        }

        @Override
        public <R> Result<R> map(Function<? super T, ? extends R> conversion) {
            return new Success<>(conversion.apply(answer), call);
        }
    }

    /**
     * The plugin did not answer.
     *
     * @param status why, never {@link Status#SUCCESS}
     * @param message what happened, for a person
     * @param exception class name of what the plugin threw, empty where it threw nothing
     * @param reason why it was refused, where it was: goes with {@link Status#REJECTED} only
     * @param call the call
     */
    record Failure<T>(Status status, String message, String exception, Optional<Refusal> reason, Call call)
            implements Result<T> {
        /** Refuses a failure that succeeded. */
        public Failure {
            if (status == Status.SUCCESS)
                throw new IllegalArgumentException("A failure cannot have the status success");
            if (reason.isPresent() && status != Status.REJECTED)
                throw new IllegalArgumentException("Only a rejected call has been refused");
        }

        /** A failure that is no refusal, or one without a known reason. */
        public Failure(Status status, String message, String exception, Call call) {
            this(status, message, exception, Optional.empty(), call);
        }

        @Override
        public Optional<T> value() {
            return Optional.empty();
        }

        @Override
        public Optional<Failure<T>> failure() {
            return Optional.of(this);
        }

        @Override
        public T orElseThrow() {
            throw new PluginCallException(status, message);
        }

        @Override
        public <R> Result<R> map(Function<? super T, ? extends R> conversion) {
            return new Failure<>(status, message, exception, reason, call);
        }
    }
}
