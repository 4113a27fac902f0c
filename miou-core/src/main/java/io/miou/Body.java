package io.miou;

import org.jspecify.annotations.Nullable;

/**
 * Code with a result that runs inside a scope of the calling task. Its checked exceptions pass through as their own
 * type.
 *
 * @param <T> the result
 * @param <X> the code's exception; inferred as {@link RuntimeException} if it throws no checked one
 * @since 0.1.0
 */
@FunctionalInterface
public interface Body<T extends @Nullable Object, X extends Exception> {

    /**
     * Runs the code.
     *
     * @return its result
     * @throws X if it fails
     */
    T run() throws X;
}
