package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;

/**
 * One use of an extension.
 *
 * @param <E> the extension point
 * @param <T> type of the answer
 */
@FunctionalInterface
public interface ExtensionCall<E, T> {
    /** Calls the extension. */
    T call(E extension, ExecutionContext context) throws Exception;
}
