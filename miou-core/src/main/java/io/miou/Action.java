package io.miou;

/**
 * Code without a result.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Action {

    /**
     * Runs the code.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
}
