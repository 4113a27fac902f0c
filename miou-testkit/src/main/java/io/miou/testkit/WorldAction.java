package io.miou.testkit;

/**
 * A main task without a result that looks at the world it runs in.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WorldAction {

    /**
     * Does its work, as a fiber on domain 0.
     *
     * @param world that it runs in
     * @throws Exception if the work fails
     */
    void run(World world) throws Exception;
}
