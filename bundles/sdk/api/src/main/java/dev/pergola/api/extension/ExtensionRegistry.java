package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.Result;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All extensions of the plugins that are active, in their current versions, by type. An extension point is any
 * interface: the platform's, or one that a plugin exports and others implement. Every call through here has a deadline,
 * is metered, and ends in a {@link Result}: one extension's failure is its own.
 */
@ProviderType
public interface ExtensionRegistry {
    /** The extensions of every type, ordered by type, then highest ranking first, then plugin and name. */
    List<Extension> extensions();

    /** The extensions of one type, highest ranking first, then by plugin and name. */
    List<Extension> extensions(Class<?> type);

    /**
     * Calls every extension of a type that the filter lets through, in parallel.
     *
     * @return a result for each, in the order of {@link #extensions(Class)}
     */
    <E, T> List<Result<T>> executeAll(Class<E> type, Predicate<Extension> filter, ExtensionCall<E, T> call);

    /** Calls every extension of a type in parallel. */
    default <E, T> List<Result<T>> executeAll(Class<E> type, ExtensionCall<E, T> call) {
        return executeAll(type, extension -> true, call);
    }

    /**
     * Passes a value through every extension of a type that the filter lets through, one after the other.
     *
     * @return the last one's answer, or the first failure; {@code input} itself where there is no extension
     */
    <E, T> Result<T> executePipeline(Class<E> type, Predicate<Extension> filter, T input, PipelineStep<E, T> step);

    /** Passes a value through every extension of a type, one after the other. */
    default <E, T> Result<T> executePipeline(Class<E> type, T input, PipelineStep<E, T> step) {
        return executePipeline(type, extension -> true, input, step);
    }

    /**
     * One step of a pipeline.
     *
     * @param <E> the extension point
     * @param <T> type of the value
     */
    @FunctionalInterface
    interface PipelineStep<E, T> {
        /** Makes the next value from this one; the context is that of this step's call. */
        T apply(E extension, T value, ExecutionContext context) throws Exception;
    }
}
