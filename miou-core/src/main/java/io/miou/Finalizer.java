package io.miou;

/** What {@link Miou#protect} runs however its body ends. */
@FunctionalInterface
public interface Finalizer {

    /**
     * Cleans up, shielded from cancellation.
     *
     * @param cancelled whether the body was ended by a cancellation
     * @throws Exception if that fails
     */
    void run(boolean cancelled) throws Exception;
}
