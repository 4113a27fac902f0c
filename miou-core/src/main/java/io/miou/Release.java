package io.miou;

/**
 * Gives a resource back. Runs once, on its owner's fiber, shielded from cancellation. It may suspend, and may not start
 * tasks or own resources (rule 17).
 *
 * @param <T> the resource
 * @since 0.1.0
 */
@FunctionalInterface
public interface Release<T> {

    /**
     * Releases the resource.
     *
     * @param value the resource
     * @throws Exception if it fails; the resource counts as released anyway
     */
    void release(T value) throws Exception;
}
