package io.miou;

/**
 * Cleans up after the body of {@link Miou#protect}, however that has ended.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Finalizer {

    /**
     * Cleans up. Runs shielded from cancellation.
     *
     * @param cancelled whether the body was ended by a cancellation
     * @throws Exception if the cleanup fails
     */
    void run(boolean cancelled) throws Exception;
}
