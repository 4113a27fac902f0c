package io.miou;

/** Code without a result. */
@FunctionalInterface
public interface Action {

    /**
     * Runs the code.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
}
