package io.miou;

/**
 * Gives a resource back. It runs on its owner's fiber, shielded from cancellation, once; it may suspend, and may not
 * start tasks or own resources (rule 17).
 *
 * @param <T> the resource
 */
@FunctionalInterface
public interface Release<T> {

    /**
     * Releases it.
     *
     * @param value the resource
     * @throws Exception if that fails; the resource counts as released all the same
     */
    void release(T value) throws Exception;
}
