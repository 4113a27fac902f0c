package io.miou;

import org.jspecify.annotations.Nullable;

/**
 * The code of a task with an input.
 *
 * @param <A> the input
 * @param <R> the result
 * @since 0.1.0
 */
@FunctionalInterface
public interface TaskFunction<A extends @Nullable Object, R extends @Nullable Object> {

    /**
     * Runs the task.
     *
     * @param input one of the inputs
     * @return its result
     * @throws Exception if it fails
     */
    R apply(A input) throws Exception;
}
