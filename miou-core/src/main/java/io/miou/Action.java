package io.miou;

/** Something to be done, with no result. */
@FunctionalInterface
public interface Action {

    /**
     * Does it.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
}
