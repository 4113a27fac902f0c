package io.miou;

import org.jspecify.annotations.Nullable;

/**
 * What runs inside a scope of the calling task, with a result. Checked exceptions pass through as their own type.
 *
 * @param <T> the result
 * @param <X> what it may throw; inferred as {@link RuntimeException} if it throws nothing checked
 */
@FunctionalInterface
public interface Body<T extends @Nullable Object, X extends Exception> {

    /**
     * Runs it.
     *
     * @return its result
     * @throws X if it fails
     */
    T run() throws X;
}
